"""What the mails say to their readers, in both zones and both languages, and the entries they carry."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from icalendar import Calendar

from cities.directory.tiers import Tier
from events.models import Event, Registration
from events.places import actions, tasks
from events.planning.actions import changes, entries
from icaforum.outbox.letter import as_email, written
from icaforum.outbox.models import Message
from icaforum.words.times import database_now
from tests.factories import make_city, make_event, make_officer, make_registration, make_staff, make_user

pytestmark = pytest.mark.django_db

Answer = Registration.Answer
PAGE = "http://testserver/events/cool-rooms/"
START = datetime(2031, 3, 18, 17, tzinfo=UTC)
BOTH_TIMES = "Wednesday 19 March 2031, 6:00–7:15 your time, Tuesday 18 March 2031, 18:00–19:15 in Barcelona"


@pytest.fixture
def event():
    barcelona = make_city(name="Barcelona", time_zone="Europe/Madrid", tier=Tier.PILOT)
    return make_event(
        hosts=[barcelona],
        title="Cool rooms close to home",
        slug="cool-rooms",
        time_zone="Europe/Madrid",
        local_date=START.date(),
        local_time=time(18),
        capacity=2,
        join_url="https://zoom.us/j/canary-room",
        passcode="canary-passcode",
        dial_in="canary-dial-in",
    )


@pytest.fixture
def olive():
    city = make_city(name="Auckland", time_zone="Pacific/Auckland")
    person = make_user(email="olive@auckland.example", name="Olive Tane", time_zone="Pacific/Auckland")
    return make_officer(city, person=person)


def only(kind, person):
    return Message.objects.get(kind=kind, person=person)


def entry_of(letter):
    calendar = Calendar.from_ical(letter.calendar)
    return calendar["METHOD"], calendar.walk("VEVENT")[0]


def squeezed(text):
    return " ".join(text.split())


def test_the_confirmation_says_both_times_how_to_join_and_how_to_give_up(event, olive):
    actions.take_place(event, by=olive)

    letter = written(only("place_confirmed", olive))

    text = squeezed(letter.text)
    assert letter.subject == "You have a place: Cool rooms close to home, Wednesday 19 March 2031, 6:00"
    assert "Wednesday 19 March 2031, 6:00–7:15 your time, Auckland Tuesday 18" in text
    assert "Tuesday 18 March 2031, 18:00–19:15 in Barcelona" in text
    assert "open this page from 5:30 your time. It shows the Zoom button." in text
    assert f"{PAGE}place/?answer=give_up" in text
    assert f"{PAGE}place/?answer=recording" in text
    assert "Declining in your calendar does not reach us." in text
    assert f'href="{PAGE}"' in letter.html
    method, entry = entry_of(letter)
    assert (method, entry["SEQUENCE"], entry["UID"]) == ("REQUEST", 2, Registration.objects.get().uid)
    assert str(entry["ATTENDEE"]) == "mailto:olive@auckland.example"


def test_the_readers_time_is_named_after_the_city_the_place_is_for(event):
    city = make_city(name="Seattle", time_zone="America/Los_Angeles")
    person = make_officer(city, person=make_user(time_zone="America/Los_Angeles"))
    actions.take_place(event, by=person)

    letter = written(only("place_confirmed", person))

    assert "your time, Seattle" in squeezed(letter.text)
    assert "your time, Seattle" in letter.html


def test_a_reader_in_the_same_zone_is_told_one_time(event):
    person = make_officer(person=make_user(time_zone="Europe/Paris"))
    actions.take_place(event, by=person)

    text = squeezed(written(only("place_confirmed", person)).text)

    assert "Tuesday 18 March 2031, 18:00–19:15 in Barcelona" in text
    assert "your time," not in text


def test_an_academy_says_where_one_meets(olive):
    event = make_event(kind=Event.Kind.ACADEMY, place="Town hall, Warsaw", join_url="")
    actions.take_place(event, by=olive)

    letter = written(only("place_confirmed", olive))

    assert "We meet here: Town hall, Warsaw" in letter.text
    assert "To join, open this page" not in letter.text
    assert "recording" not in letter.text + letter.html
    assert entry_of(letter)[1]["LOCATION"] == "Town hall, Warsaw"


def test_on_the_waiting_list_one_is_told_the_rank_and_gets_no_entry(event, olive):
    for _ in range(2):
        make_registration(event)
    make_registration(event, answer=Answer.WAITING)
    actions.take_place(event, by=olive)

    letter = written(only("place_waiting", olive))

    assert "You are 2nd on the waiting list." in squeezed(letter.text)
    assert letter.calendar == ""


def test_a_promotion_and_what_was_given_up_carry_their_entries(event, olive):
    holder = make_registration(event)
    make_registration(event)
    actions.take_place(event, by=olive)

    actions.give_up(event, by=holder.person)

    promoted = written(only("place_promoted", olive))
    left = written(only("place_given_up", holder.person))
    assert "You were on the waiting list, and now you have a place." in squeezed(promoted.text)
    assert entry_of(promoted)[0] == "REQUEST"
    method, entry = entry_of(left)
    assert (method, entry["STATUS"]) == ("CANCEL", "CANCELLED")
    assert "somebody else can come now" in left.text


def test_an_entry_that_left_and_came_back_has_a_higher_sequence(event, olive):
    actions.take_place(event, by=olive)
    first = entry_of(written(only("place_confirmed", olive)))[1]["SEQUENCE"]
    actions.give_up(event, by=olive)
    left = entry_of(written(only("place_given_up", olive)))[1]["SEQUENCE"]
    Message.objects.all().delete()
    actions.take_place(event, by=olive)

    again = entry_of(written(only("place_confirmed", olive)))[1]["SEQUENCE"]

    assert first < left < again


def test_the_mail_of_a_move_strikes_the_old_time_and_says_why(event, olive):
    actions.take_place(event, by=olive)
    staff = make_staff()

    changes.move(
        event, by=staff, local_date=START.date() + timedelta(days=2), local_time=time(9), why="Elections."
    )

    letter = written(only("event_moved", olive))
    text = squeezed(letter.text)
    assert letter.subject == "New time: Thursday 20 March 2031, 21:00: Cool rooms close to home"
    assert f"<del>{BOTH_TIMES}</del>" in letter.html
    assert f"It was: {BOTH_TIMES}" in text
    assert "Elections." in text
    assert "Your place is kept." in text
    assert f"I cannot make the new time <{PAGE}place/?answer=give_up>" in text
    method, entry = entry_of(letter)
    assert (method, entry["SEQUENCE"]) == ("REQUEST", 3)
    assert entry["DTSTART"].dt.astimezone(UTC) == START + timedelta(days=1, hours=15)


def test_who_waits_is_told_of_a_move_without_an_entry(event, olive):
    for _ in range(2):
        make_registration(event)
    actions.take_place(event, by=olive)

    changes.move(event, by=make_staff(), local_date=START.date() + timedelta(days=2), local_time=time(9))

    letter = written(only("event_moved", olive))
    assert "Your rank on the waiting list is kept." in squeezed(letter.text)
    assert letter.calendar == ""


@pytest.mark.parametrize(
    ("act", "kind", "subject"),
    [
        (changes.postpone, "event_postponed", "Postponed: Cool rooms close to home"),
        (changes.cancel, "event_cancelled", "Cancelled: Cool rooms close to home"),
    ],
)
def test_what_does_not_take_place_leaves_the_calendar(event, olive, act, kind, subject):
    actions.take_place(event, by=olive)

    act(event, by=make_staff(), why="The speaker is ill.")

    letter = written(only(kind, olive))
    method, entry = entry_of(letter)
    assert letter.subject == subject
    assert "The speaker is ill." in letter.text
    assert f"<del>{BOTH_TIMES}</del>" in letter.html
    assert f"It was: {BOTH_TIMES}" in squeezed(letter.text)
    assert (method, entry["STATUS"], entry["SEQUENCE"]) == ("CANCEL", "CANCELLED", 3)


def test_a_new_title_is_said_and_corrects_the_entry(event, olive):
    actions.take_place(event, by=olive)

    entries.edit(event, by=make_staff(), title="Cooler rooms")

    letter = written(only("event_changed", olive))
    assert "It is now called “Cooler rooms”." in letter.text
    assert entry_of(letter)[1]["SUMMARY"] == "Cooler rooms"


@pytest.mark.parametrize(
    ("left", "kind", "words"),
    [
        (timedelta(hours=23, minutes=50), "reminder_day", "In 24 hours"),
        (timedelta(hours=5), "reminder_day", "In 5 hours"),
        (timedelta(minutes=42, seconds=10), "reminder_hour", "In 42 minutes"),
    ],
)
def test_a_reminder_states_the_time_that_is_really_left(olive, left, kind, words):
    event = make_event(title="Cool rooms", starts_in=left)
    Event.objects.update(starts_at=database_now() + left)
    make_registration(event, person=olive)
    tasks.plan_reminders()

    letter = written(only(kind, olive))

    assert letter.subject == f"{words}: Cool rooms"
    assert f"It begins {words.lower()}." in squeezed(letter.text)


def test_why_a_place_ended_is_said(event, olive):
    actions.take_place(event, by=olive)
    olive.seats.update(until=datetime.now(UTC))

    actions.settle(event)

    text = squeezed(written(only("place_given_up", olive)).text)
    assert "This event is no longer open to you" in text


ALL_KINDS = (
    *("place_confirmed", "place_waiting", "place_promoted", "place_given_up"),
    *("event_moved", "event_changed", "event_postponed", "event_cancelled"),
    *("reminder_day", "reminder_hour"),
)


def every_mail(event, olive):
    """Each kind once, written at the moment at which it would leave."""
    staff, letters = make_staff(), {}

    def collect():
        for mail in Message.objects.filter(person=olive):
            if letter := written(mail):
                letters[mail.kind] = (mail, letter)

    rivals = [make_registration(event).person for _ in range(2)]
    actions.take_place(event, by=olive)
    collect()
    actions.give_up(event, by=rivals[0])
    collect()
    entries.edit(event, by=staff, title="Cool rooms, again")
    collect()
    for before in (timedelta(hours=24), timedelta(hours=1)):
        Registration.objects.update(answered_at=datetime(2026, 1, 1, tzinfo=UTC))
        tasks.plan_reminders(event.starts_at - before)
    collect()
    changes.move(event, by=staff, local_date=START.date() + timedelta(days=2), local_time=time(9))
    collect()
    changes.postpone(event, by=staff)
    collect()
    actions.give_up(event, by=olive)
    collect()
    changes.move(event, by=staff, local_date=START.date() + timedelta(days=3), local_time=time(9))
    actions.take_place(event, by=olive)
    collect()
    changes.cancel(event, by=staff)
    collect()
    return letters


def test_no_mail_of_any_kind_holds_the_way_in(event, olive):
    letters = every_mail(event, olive)

    said = {
        kind: as_email(mail, letter).message().as_bytes().decode()
        + letter.text
        + letter.html
        + letter.calendar
        for kind, (mail, letter) in letters.items()
    }
    assert set(said) == set(ALL_KINDS)
    assert [kind for kind, text in said.items() if "canary" in text] == []


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_mail_is_whole_in_every_language(event, olive, language):
    olive.language = language
    olive.save()

    for mail, letter in every_mail(event, olive).values():
        message = as_email(mail, letter)
        assert message.to == [olive.email]
        assert letter.subject == letter.subject.strip() != ""
        assert not re.search(r"\{[{%]|%\(|\bNone\b", letter.text + letter.html + letter.subject)
        assert letter.html.count("<h1") == 1
        assert PAGE in letter.text
        assert not re.search(r"\n{4,}", letter.text)


def test_titles_that_try_to_be_markup_or_headers_stay_words(olive):
    event = make_event(title="<b>Bold</b> & {{ reader }}\r\nBcc: all@x.example", slug="bold")
    actions.take_place(event, by=olive)

    mail = only("place_confirmed", olive)
    letter = written(mail)

    assert "<b>" not in letter.html
    assert "&lt;b&gt;" in letter.html
    assert "\n" not in letter.subject
    assert as_email(mail, letter).message()["Bcc"] is None
