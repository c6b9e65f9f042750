"""The programme of an event: written in one form, told to who comes, moved along with the event."""

import re
from datetime import date, time

import pytest
from django.db import transaction
from django.urls import reverse

from cities.directory.tiers import Level, Tier
from cities.sharing.viewers import viewer_of
from events.models import AgendaItem, Event, Notice
from events.places import calendar
from events.planning.actions import changes, entries
from events.planning.actions.agenda import change_programme
from events.planning.sentences import whom_a_move_tells
from events.programme import refusals
from events.programme.days import days_of, programme_of
from icaforum.audit.models import Entry
from icaforum.outbox.models import Message
from icaforum.search.public import search
from icaforum.words.times import database_now
from tests.asking import read_and_save
from tests.factories import make_city, make_event, make_officer, make_registration, make_staff, make_user

pytestmark = pytest.mark.django_db

# Three days in Warsaw: Tuesday 4 March 2031, 9:30, to Thursday, 17:30.
THREE_DAYS = {
    "kind": Event.Kind.ACADEMY,
    "local_date": date(2031, 3, 4),
    "local_time": time(9, 30),
    "time_zone": "Europe/Warsaw",
    "duration": 56 * 60,
    "join_url": "",
}


def item(day=0, begins=time(9, 30), ends=time(10, 30), title="Welcome", **more):
    return AgendaItem(day=day, begins=begins, ends=ends, title=title, **more)


@pytest.fixture
def staff(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    staff = make_staff(name="Ana Ruiz")
    client.force_login(staff)
    return staff


@pytest.fixture
def academy():
    host = make_city(name="Warsaw", time_zone="Europe/Warsaw")
    return make_event(hosts=[host], title="After coal stoves", **THREE_DAYS)


def page_of(event):
    return reverse("admin:events_event_programme", args=[event.pk])


def sent(*rows, stored=0):
    """What the form sends; each row is a dict of its fields."""
    facts = {"agenda-TOTAL_FORMS": len(rows), "agenda-INITIAL_FORMS": stored, "_save": "1"}
    for number, row in enumerate(rows):
        facts |= {f"agenda-{number}-{name}": value for name, value in row.items()}
    return facts


def typed(day="0", begins="09:30", ends="10:30", title="Welcome", **more):
    return {"day": day, "begins": begins, "ends": ends, "title": title, **more}


def written(event):
    return [(it.day, f"{it.begins:%H:%M}", it.title) for it in event.agenda.all()]


# Written in one form --------------------------------------------------------------------------------------


def test_staff_write_days_times_and_words_in_one_form(client, staff, academy):
    page = client.get(page_of(academy)).text
    rows = sent(
        typed(), typed("2", "16:30", "", "Good-bye", who="Mara Kim", room="Hall"), typed("", "", "", "")
    )

    answer = client.post(page_of(academy), rows)

    assert answer.status_code == 302
    assert written(academy) == [(0, "09:30", "Welcome"), (2, "16:30", "Good-bye")]
    assert Entry.objects.about(academy).get().verb == "programme changed"
    assert "2: Wednesday 5 March 2031" in page
    assert not [word for word in ("Add another", "Delete", "Agenda item") if word in page]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (typed(day="3"), "The event does not take place on that day. Choose one of its."),
        (typed(day="x"), "The event does not take place on that day. Choose one of its."),
        (typed(ends="09:30"), "It ends before it begins."),
        (typed(begins=""), "Please fill this in."),
        (typed(title=""), "Please fill this in."),
        (typed(begins="25:00"), "Please write a time as hours and minutes: 18:00."),
    ],
)
def test_what_is_wrong_is_said_and_loses_nothing(client, staff, academy, row, words):
    answer = client.post(page_of(academy), sent(row | {"what": "Bring a photo."}))

    assert answer.status_code == 200
    assert words in answer.text
    assert "Bring a photo." in answer.text
    assert not academy.agenda.exists()


def test_items_may_overlap_and_an_hour_that_the_clocks_skip_may_not(client, staff):
    event = make_event(**THREE_DAYS | {"local_date": date(2031, 3, 28)})  # clocks go forward on the 30th

    skipped = client.post(page_of(event), sent(typed("2", "02:30", "")))
    both = client.post(page_of(event), sent(typed(title="Group A"), typed(title="Group B")))

    assert "The clocks of that time zone skip this hour on that day." in skipped.text
    assert both.status_code == 302
    assert [title for _day, _at, title in written(event)] == ["Group A", "Group B"]


def test_the_item_of_another_event_is_not_changed(client, staff, academy):
    other = make_event(**THREE_DAYS)
    theirs = item()
    change_programme(other, put=[theirs], by=staff)

    client.post(page_of(academy), sent(typed(title="Mine", id=theirs.pk), stored=1))
    with pytest.raises(refusals.NotInTheProgramme), transaction.atomic():
        change_programme(academy, put=[theirs], by=staff)
    change_programme(academy, drop=[theirs.pk], by=staff)

    assert written(other) == [(0, "09:30", "Welcome")]


@pytest.mark.parametrize(
    "odd",
    [
        {"agenda-TOTAL_FORMS": "9" * 400},
        {"agenda-TOTAL_FORMS": "", "agenda-INITIAL_FORMS": "x"},
        {"agenda-INITIAL_FORMS": "9"},
        {"agenda-0-title": "a\x00b"},
        {"agenda-0-day": "9" * 400},
        {"agenda-0-id": "9" * 400},
        {"agenda-0-begins": "٢٥:٠٠"},
        {"agenda-0-_shown": "x", "agenda-0-event": "0"},
    ],
    ids=str,
)
def test_no_odd_input_breaks_the_form_or_changes_anything(client, staff, academy, odd):
    answer = client.post(page_of(academy), sent(typed()) | odd)

    assert answer.status_code == 200
    assert not academy.agenda.exists()


def test_what_was_typed_in_a_row_with_a_spoilt_key_stays(client, staff, academy):
    welcome = item()
    change_programme(academy, put=[welcome], by=staff)
    token = re.search(r'name="agenda-0-_shown" value="([^"]*)"', client.get(page_of(academy)).text).group(1)

    answer = client.post(page_of(academy), sent(typed(id="9" * 30, _shown=token), stored=1))

    assert 'value="Welcome"' in answer.text
    assert "took the row “Welcome” away" in answer.text
    assert "as a new row: press again" in " ".join(answer.text.split())


def test_two_at_once_lose_nothing(client, staff, academy):
    first, second = item(), item(1, title="Homes")
    change_programme(academy, put=[first, second], by=staff)
    page = client.get(page_of(academy)).text
    token = {
        number: re.search(rf'name="agenda-{number}-_shown" value="([^"]*)"', page).group(1)
        for number in (0, 1)
    }
    rows = [
        typed(id=first.pk, _shown=token[0]),
        typed("1", title="Homes", id=second.pk, _shown=token[1]),
    ]

    client.post(page_of(academy), sent(rows[0] | {"title": "Hello"}, rows[1], stored=2))
    client.post(page_of(academy), sent(rows[0], rows[1] | {"room": "Hall"}, stored=2))

    assert [(it.title, it.room) for it in academy.agenda.all()] == [("Hello", ""), ("Homes", "Hall")]


def test_who_may_not_change_events_does_not_reach_it(client, academy):
    client.force_login(make_officer())

    assert client.get(page_of(academy)).status_code in {302, 403}


# Told -----------------------------------------------------------------------------------------------------


def test_a_change_is_told_after_the_question_with_what_is_other(client, staff, academy):
    welcome, homes = item(), item(1, time(14), time(17), "Six homes")
    change_programme(academy, put=[welcome, homes], by=staff)
    Notice.objects.all().delete()
    going, waiting = make_registration(academy), make_registration(academy, answer="waiting")
    make_registration(academy, answer="gave_up")
    rows = [typed(id=welcome.pk, DELETE="on"), typed("1", "15:00", "17:00", "Six homes", id=homes.pk)]

    question, answer = read_and_save(
        client, page_of(academy), sent(*rows, typed("2", title="Plans"), stored=2)
    )

    academy.refresh_from_db()
    assert question.title == "Saving mails 2 people"
    assert question.mails[0].readers == (going.person.name, waiting.person.name)
    assert answer.status_code == 302
    assert Message.objects.filter(kind="event_changed").count() == 2
    assert academy.sequence == 2
    mail = question.mails[0]
    assert "The programme has changed" in mail.text
    assert "Taken out: Tuesday 4 March 2031, 9:30–10:30" in mail.text
    assert (
        "Changed: Wednesday 5 March 2031, 15:00–17:00: Six homes. It was: Wednesday 5 March 2031, 14:00–17:00"
        in mail.text
    )
    assert "New: Thursday 6 March 2031, 9:30–10:30: Plans" in mail.text
    assert "It is now called" not in mail.text


def test_back_to_what_people_know_tells_nobody(staff, academy):
    make_registration(academy)
    welcome = item()

    change_programme(academy, put=[welcome], by=staff)
    change_programme(academy, drop=[welcome.pk], by=staff)

    assert not Notice.objects.standing().exists()


def test_a_new_title_and_a_new_programme_are_one_mail(staff, academy):
    make_registration(academy)

    entries.edit(academy, title="After coal", by=staff)
    change_programme(academy, put=[item()], by=staff)

    notice = Notice.objects.standing().get()
    assert (notice.before["title"], notice.before["programme"]) == ("After coal stoves", {})


def test_nobody_is_told_of_a_draft_of_the_past_or_of_no_change(staff):
    draft = make_event(published=False, **THREE_DAYS)
    over = make_event(**THREE_DAYS | {"local_date": date(2026, 3, 4)})
    academy = make_event(**THREE_DAYS)
    for event in (draft, over, academy):
        make_registration(event)

    change_programme(draft, put=[item()], by=staff)
    change_programme(over, put=[item()], by=staff)
    change_programme(academy, by=staff)

    assert not Notice.objects.exists()
    assert not Entry.objects.about(academy).exists()


# Moved, copied ---------------------------------------------------------------------------------------------


def test_the_programme_moves_along_and_a_copy_has_it(staff, academy):
    change_programme(academy, put=[item(1, title="Homes")], by=staff)

    moved = changes.move(academy, local_date=date(2031, 5, 6), local_time=time(9, 30), by=staff)
    copy = entries.duplicate(academy, by=staff)

    assert [day.moment.date() for day in programme_of(moved, "Europe/Warsaw")] == [date(2031, 5, 7)]
    assert written(copy) == [(1, "09:30", "Homes")]
    assert academy.agenda.count() == 1


def test_a_move_says_what_becomes_of_the_programme(staff, academy):
    change_programme(academy, put=[item(), item(1, title="Homes")], by=staff)
    new = {"local_date": date(2031, 5, 6), "time_zone": "Europe/Warsaw", "duration": 56 * 60}

    same, later = (whom_a_move_tells(academy, new | {"local_time": time(hour, 30)}).words for hour in (9, 14))

    along = "The programme moves along by days, and keeps its hours."
    assert same.endswith(along)
    assert later.endswith(f"{along} 1 item of it would lie outside the event: look at it afterwards.")


def test_a_time_without_room_for_the_programme_is_refused(staff, academy):
    change_programme(academy, put=[item(2, title="Plans")], by=staff)
    draft = entries.duplicate(academy, by=staff)
    said = "The programme has “Plans” on day 3, and the event has 2 days. Change the programme first."

    with pytest.raises(refusals.OutsideTheDays, match=said), transaction.atomic():
        changes.move(academy, local_date=date(2031, 5, 6), local_time=time(9, 30), duration=32 * 60, by=staff)
    with pytest.raises(refusals.OutsideTheDays, match=said), transaction.atomic():
        entries.edit(draft, duration=32 * 60, by=staff)
    with pytest.raises(refusals.OutsideTheDays), transaction.atomic():
        change_programme(academy, put=[item(3)], by=staff)

    academy.refresh_from_db()
    assert (academy.duration, written(academy)) == (56 * 60, [(2, "09:30", "Plans")])


@pytest.mark.parametrize(("minutes", "days"), [(75, 1), (14 * 60 + 30, 1), (14 * 60 + 31, 2), (56 * 60, 3)])
def test_an_event_has_the_days_on_which_it_lasts(minutes, days):
    event = Event(**THREE_DAYS | {"duration": minutes})
    entries.derive_moments(event)

    assert len(days_of(event)) == days


# Seen -------------------------------------------------------------------------------------------------------


def test_the_page_shows_it_by_day_at_the_hosts_hours(client, staff, academy):
    change_programme(academy, put=[item(), item(1, time(23), time(23, 30), "Night bus")], by=staff)
    reader = make_officer(person=make_user(time_zone="Asia/Tokyo"))
    client.force_login(reader)

    page = " ".join(client.get(academy.get_absolute_url()).text.split())

    assert "Times in Warsaw." in page
    assert re.search(r"Day 2 <span[^>]*>Wednesday 5 March 2031</span>", page)
    assert ">23:00–23:30<" in page
    assert "night" not in page.replace("Night bus", "")


def test_a_webinar_shows_it_on_the_readers_clock(client, staff):
    facts = {"kind": Event.Kind.WEBINAR, "duration": 120}
    webinar = make_event(**THREE_DAYS | facts)
    change_programme(webinar, put=[item()], by=staff)
    client.force_login(make_officer(person=make_user(time_zone="Asia/Tokyo")))

    page = " ".join(client.get(webinar.get_absolute_url()).text.split())

    assert ">17:30–18:30<" in page
    assert "Times in Tokyo, your time." in page


def test_what_comes_before_the_start_is_of_day_one_on_every_clock(staff):
    webinar = make_event(**THREE_DAYS | {"kind": Event.Kind.WEBINAR, "duration": 120})
    change_programme(webinar, put=[item(begins=time(8), ends=None, title="Sound"), item()], by=staff)

    by_clock = {
        zone: [(day.number, [it.title for it in day.items]) for day in programme_of(webinar, zone)]
        for zone in ("Europe/Warsaw", "America/Los_Angeles")
    }

    assert by_clock == {
        "Europe/Warsaw": [(1, ["Sound", "Welcome"])],
        "America/Los_Angeles": [(1, ["Sound"]), (2, ["Welcome"])],
    }


def test_the_calendar_entry_and_the_confirmation_have_it(staff, academy):
    change_programme(
        academy, put=[item(room="Hall", who="Mara Kim"), item(2, time(16), None, "Bye")], by=staff
    )
    place = make_registration(academy)

    entry = calendar.confirmation(place, database_now()).walk("VEVENT")[0]

    assert str(entry["description"]).endswith(
        "Programme\nDay 1, Tuesday 4 March 2031\n9:30–10:30 Welcome (Hall, Mara Kim)\n"
        "Day 3, Thursday 6 March 2031\n16:00 Bye"
    )
    assert entry["rrule"]["COUNT"] == 3


@pytest.mark.parametrize("words", ["fitters", "gotowka", "Mara", "yard"])
def test_words_of_the_programme_find_the_event_for_who_may_see_it(staff, academy, words):
    Event.objects.filter(pk=academy.pk).update(level=Level.PILOT)
    pilot = make_officer(make_city(tier=Tier.PILOT))
    facts = {"title": "With the fitters", "what": "Gotówka", "who": "Mara Kim", "room": "Yard"}
    change_programme(academy, put=[item(**facts)], by=staff)

    assert [[it.name for it in part.found] for part in search(viewer_of(pilot), words)] == [
        ["After coal stoves"]
    ]
    assert search(viewer_of(make_officer()), words) == []


def test_the_page_of_the_host_lists_what_it_hosts(client, academy):
    city = academy.host_cities.get()
    hidden = make_event(hosts=[city], title="For pilots alone", level=Level.PILOT)
    client.force_login(make_officer())

    page = client.get(city.get_absolute_url()).text

    assert academy.title in page
    assert hidden.title not in page
