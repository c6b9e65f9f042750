from datetime import date, time, timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from cities.directory.tiers import Level
from cities.sharing.actions import grant
from events.models import Event, Notice, Registration, Speaker
from events.places import actions
from events.planning.actions import changes
from icaforum.audit.models import Entry
from icaforum.outbox.models import Message
from icaforum.words.times import time_span
from tests.asking import read_and_save
from tests.factories import make_city, make_event, make_officer, make_registration, make_staff, make_theme
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    staff = make_staff(name="Ana Ruiz")
    client.force_login(staff)
    return staff


def verb_url(obj, name):
    return reverse(f"admin:events_{obj._meta.model_name}_verb", args=[obj.pk, name])


def change_url(obj):
    return reverse(f"admin:events_{obj._meta.model_name}_change", args=[obj.pk])


def text_of(response):
    return " ".join(response.content.decode().split())


def history(obj):
    return list(Entry.objects.about(obj).order_by("pk").values_list("verb", flat=True))


def typed(**facts):
    """What the form sends for a new webinar."""
    return {
        "kind": "webinar",
        "title": "Cool rooms close to home",
        "local_date": "2031-03-18",
        "local_time": "18:00",
        "time_zone": "Europe/Madrid",
        "duration": "75",
        "level": str(int(Level.PEER)),
        "speakers-TOTAL_FORMS": "1",
        "speakers-INITIAL_FORMS": "0",
        "speakers-0-name": "Mara Kim",
    } | facts


def test_an_event_is_entered_by_the_action(client, ana):
    host, theme = make_city(), make_theme()

    answer = client.post(
        reverse("admin:events_event_add"),
        typed(host_cities=[host.pk], themes=[theme.pk], languages=["en", "es"], chosen_cities=[host.pk]),
    )

    assert answer.status_code == 302
    event = Event.objects.get()
    assert (event.state, event.level, event.languages) == (Event.State.DRAFT, Level.PEER, ["en", "es"])
    assert event.starts_at.isoformat() == "2031-03-18T17:00:00+00:00"
    assert list(event.host_cities.all()) == [host]
    assert event.circle_grants.get().group == host.circle.group
    assert Speaker.objects.get().event == event
    assert history(event) == ["created", "granted"]


def test_an_edit_goes_through_the_action_and_tells_those_who_come(client, ana):
    event = make_event(title="Old words", level=Level.PEER)
    going = make_registration(event)

    read_and_save(client, change_url(event), typed(title="New words", join_url=event.join_url))

    event.refresh_from_db()
    assert (event.title, event.sequence, event.join_url) == ("New words", 1, "https://zoom.us/j/5550001234")
    assert Message.objects.get(kind="event_changed").person == going.person


def test_an_edit_says_before_whom_it_mails_and_shows_the_mail(client, ana):
    event = make_event(title="Old words", level=Level.GENERAL, capacity=1)
    going, waiting = make_registration(event), make_registration(event, answer="waiting")
    new = typed(title="New words", capacity="2", level=str(int(Level.GENERAL)))

    asked = client.post(change_url(event), new)

    page, question = text_of(asked), asked.context["question"]
    assert question.title == "Saving mails 2 people"
    assert [(mail.title, mail.readers) for mail in question.mails] == [
        ("Event changed", (going.person.name, waiting.person.name)),
        ("Place after waiting", (waiting.person.name,)),
    ]
    assert question.mails[0].subject.startswith("Changed: New words, ")
    assert "Save and mail 2 people" in page
    assert "Please correct the error" not in page
    assert 'value="New words"' in page
    event.refresh_from_db()
    assert (event.title, event.capacity) == ("Old words", 1)
    assert not Message.objects.exists()
    assert not Entry.objects.about(event).exists()


def test_what_is_saved_says_until_when_it_can_be_changed_back(client, ana):
    event = make_event(title="Old words", level=Level.PEER)
    make_registration(event)

    client.cookies.clear()
    client.force_login(ana)
    _question, answer = read_and_save(client, change_url(event), typed(title="New words"))

    told = timezone.localtime(Notice.objects.get().told_at)
    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert said[-1] == (
        f"1 person is told at {date_format(told, 'TIME_FORMAT')}. "
        "Change it back before then, and nobody is told."
    )


def test_an_edit_that_would_mail_others_than_were_read_asks_again(client, ana):
    event = make_event(title="Old words", level=Level.PEER)
    make_registration(event)
    question = client.post(change_url(event), typed(title="New words")).context["question"]
    late = make_registration(event)

    again = client.post(change_url(event), typed(title="New words", _asked=question.mark))

    assert late.person.name in again.context["question"].words
    assert not Message.objects.exists()


def test_an_edit_that_mails_nobody_saves_at_once(client, ana):
    event = make_event(title="Old words", level=Level.PEER)

    answer = client.post(change_url(event), typed(title="New words"))

    assert answer.status_code == 302
    event.refresh_from_db()
    assert event.title == "New words"


def test_fewer_places_than_people_are_said_before_they_are_saved(client, ana):
    event = make_event(title="Cool rooms close to home", level=Level.GENERAL, capacity=3)
    for _ in range(3):
        make_registration(event)

    fewer = typed(capacity="2", level=str(int(Level.GENERAL)))
    question, answer = read_and_save(client, change_url(event), fewer)

    assert question.title == "Before you save"
    assert question.cautions[0].startswith("3 people have a place, more than these 2. Nobody loses theirs;")
    assert answer.status_code == 302
    event.refresh_from_db()
    assert event.capacity == 2


def test_a_draft_in_the_past_is_saved_after_a_word(client, ana):
    question, _answer = read_and_save(
        client, reverse("admin:events_event_add"), typed(local_date="2020-03-18")
    )

    assert question.cautions == [
        "It would begin in the past. A draft may, but it cannot be published like this."
    ]
    assert Event.objects.get().local_date == date(2020, 3, 18)


def test_the_time_of_an_announced_event_cannot_be_typed_over(client, ana):
    event = make_event(title="Cool rooms close to home", level=Level.PEER)
    before = event.starts_at

    client.post(change_url(event), typed(join_url=event.join_url))

    event.refresh_from_db()
    assert (event.starts_at, event.sequence) == (before, 0)


def test_a_refused_edit_keeps_what_was_typed(client, ana):
    event = make_event(state=Event.State.CANCELLED)

    answer = client.post(change_url(event), typed(title="Typed in vain"))

    assert answer.status_code == 200
    assert "This event has been cancelled." in text_of(answer)
    assert "Typed in vain" in text_of(answer)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"local_date": "2027-03-28", "local_time": "02:30"}, "skip this hour"),
        ({"local_date": "9999-12-31"}, "Choose a day between 2000 and 2100."),
        ({"local_date": "0000-00-00"}, "Please write a day as year, month, day"),
        ({"duration": "9" * 30}, "or less."),
        ({"capacity": "0"}, "Please write 1 or more."),
        ({"time_zone": "Mars/Base"}, "Choose a time zone from the list."),
        ({"join_url": "javascript:alert(1)"}, "Please write a whole web address"),
        ({"title": "nul \x00"}, "Please type it anew."),
    ],
)
def test_bad_input_is_named_and_nothing_is_lost(client, ana, wrong, words):
    answer = client.post(reverse("admin:events_event_add"), typed(summary="Still here") | wrong)

    assert answer.status_code == 200
    assert words in text_of(answer)
    assert "Still here" in text_of(answer)
    assert not Event.objects.exists()


def test_a_new_event_is_meant_for_all_members(client, ana):
    form = client.get(reverse("admin:events_event_add")).context["adminform"].form

    assert form["level"].value() == Level.GENERAL


def test_who_stays_chosen_keeps_the_place_when_the_event_is_narrowed(client, ana):
    event = make_event(level=Level.GENERAL, capacity=5)
    city = make_city()
    chosen, other = make_officer(city), make_officer()
    for person in (chosen, other):
        actions.take_place(event, by=person)
    facts = {"kind": event.kind, "title": event.title, "speakers-TOTAL_FORMS": "0", "capacity": "5"}

    shared = typed(**facts, level=str(int(Level.NAMED)), chosen_cities=[city.pk])
    question, _answer = read_and_save(client, change_url(event), shared)

    assert [(mail.title, mail.readers) for mail in question.mails] == [("Place given up", (other.name,))]

    answers = dict(event.registrations.values_list("person", "answer"))
    assert answers == {chosen.pk: Registration.Answer.GOING, other.pk: Registration.Answer.GAVE_UP}
    assert history(event) == ["edited", "granted", "settled"]


def test_who_is_no_longer_chosen_keeps_the_place_when_the_event_is_opened_to_all(client, ana):
    event = make_event(level=Level.NAMED, capacity=5)
    person = make_officer()
    grant(event, to=person, by=ana)
    actions.take_place(event, by=person)
    facts = {"kind": event.kind, "title": event.title, "speakers-TOTAL_FORMS": "0", "capacity": "5"}

    client.post(change_url(event), typed(**facts, level=str(int(Level.GENERAL)), chosen_people=[]))

    assert event.registrations.get().answer == Registration.Answer.GOING
    assert not event.person_grants.exists()
    assert list(Message.objects.values_list("kind", flat=True)) == ["place_confirmed"]
    assert history(event) == ["granted", "edited", "revoked"]


def test_one_save_can_choose_some_let_go_of_others_and_narrow(client, ana):
    event = make_event(level=Level.GENERAL, capacity=5)
    held, chosen = make_city(), make_city()
    people = make_officer(held), make_officer(chosen)
    grant(event, to=held.circle.group, by=ana)
    for person in people:
        actions.take_place(event, by=person)
    facts = {"kind": event.kind, "title": event.title, "speakers-TOTAL_FORMS": "0", "capacity": "5"}

    shared = typed(**facts, level=str(int(Level.NAMED)), chosen_cities=[chosen.pk])
    read_and_save(client, change_url(event), shared)

    answers = [event.registrations.get(person=person).answer for person in people]
    assert answers == [Registration.Answer.GAVE_UP, Registration.Answer.GOING]
    assert list(event.circle_grants.values_list("group", flat=True)) == [chosen.circle.group_id]
    assert history(event) == ["granted", "edited", "granted", "revoked", "settled"]


def test_who_waits_and_is_no_longer_chosen_does_not_move_up_for_a_moment(client, ana):
    event = make_event(level=Level.GENERAL, capacity=1)
    city = make_city()
    going, waiting = make_officer(), make_officer(city)
    grant(event, to=city.circle.group, by=ana)
    for person in (going, waiting):
        actions.take_place(event, by=person)
    facts = {"kind": event.kind, "title": event.title, "speakers-TOTAL_FORMS": "0", "capacity": "1"}

    read_and_save(client, change_url(event), typed(**facts, level=str(int(Level.NAMED)), chosen_cities=[]))

    gave_up = Registration.Answer.GAVE_UP
    assert set(event.registrations.values_list("answer", flat=True)) == {gave_up}
    assert not Message.objects.filter(kind="place_promoted").exists()


def test_publishing_says_who_will_see_it_and_what_is_missing(client, ana):
    event = make_event(published=False, join_url="")
    make_officer()

    page = text_of(client.get(verb_url(event, "publish")))
    client.post(verb_url(event, "publish"))

    assert "Will see it: 1 city, 1 person. Nobody is mailed." in page
    assert "There is no joining link yet." in page
    event.refresh_from_db()
    assert event.is_published


def test_a_move_says_for_how_many_it_falls_at_night_before_it_is_done(client, ana):
    event = make_event(time_zone="Europe/Madrid")
    people = [make_registration(event).person for _ in range(3)]
    people[0].time_zone = "Pacific/Auckland"
    people[0].save()
    new = {
        "local_date": "2031-03-18",
        "local_time": "15:00",
        "time_zone": "Europe/Madrid",
        "duration": "75",
        "why": "The hall was double-booked.",
    }

    first = client.get(verb_url(event, "move"))
    asked = client.post(verb_url(event, "move"), new)
    untouched = Event.objects.get(pk=event.pk).starts_at
    warning = asked.context["asked"]
    changed = client.post(verb_url(event, "move"), new | {"local_time": "12:00", "_read": warning.mark})
    client.post(verb_url(event, "move"), new | {"_read": warning.mark})

    assert "3 people will be told." in text_of(first)
    told = "3 people will be told. For 1 of them it falls at night"
    assert warning.button == "Move and tell 3 people"
    assert warning.words.endswith(f" to Tuesday 18 March 2031, 15:00–16:15 (Madrid). {told} (Auckland 3:00).")
    assert warning.words.startswith(f"From {time_span(event.starts_at, event.ends_at, 'Europe/Madrid')} (Mad")
    assert "The hall was double-booked." in text_of(asked)
    assert untouched == event.starts_at
    assert changed.context["asked"].words.endswith(f"{told} (Auckland 0:00).")
    event.refresh_from_db()
    assert (event.local_date, event.local_time) == (date(2031, 3, 18), time(15))
    assert Notice.objects.get().why == "The hall was double-booked."


def test_a_move_back_to_the_time_people_know_says_so(client, ana):
    event = make_event()
    make_registration(event)
    back = {name: getattr(event, name) for name in ("local_date", "local_time", "time_zone", "duration")}
    changes.move(event, by=ana, local_date=date(2031, 3, 18), local_time=time(15))

    asked = client.post(verb_url(event, "move"), back).context["asked"]
    done = client.post(verb_url(event, "move"), back | {"_read": asked.mark})

    assert [str(message) for message in get_messages(done.wsgi_request)] == [
        "It has the time that people know again. Only those who took a place meanwhile are told."
    ]
    assert Event.objects.get(pk=event.pk).starts_at == event.starts_at


def test_an_undo_is_offered_for_five_minutes(client, ana):
    event = make_event()
    changes.move(event, by=ana, local_date=date(2031, 3, 18), local_time=time(15))

    offered = text_of(client.get(change_url(event)))
    Notice.objects.update(told_at=timezone.now() - timedelta(seconds=1))
    gone = text_of(client.get(change_url(event)))
    refused = client.post(verb_url(event, "undo-move"))

    assert verb_url(event, "undo-move") in offered
    assert verb_url(event, "undo-move") not in gone
    assert "People have been told already." in text_of(refused)


def test_a_copy_leads_to_the_copy(client, ana):
    event = make_event()

    answer = client.post(verb_url(event, "duplicate"))

    copy = Event.objects.exclude(pk=event.pk).get()
    assert answer.url == change_url(copy)


@pytest.mark.parametrize(
    ("verb", "words"),
    [("postpone", "2 people will be told. Places are kept"), ("cancel", "3 people will be told.")],
)
def test_what_tells_people_says_how_many_first(client, ana, verb, words):
    event = make_event()
    for answer in ("going", "waiting", "recording", "gave_up"):
        make_registration(event, answer=answer)

    page = text_of(client.get(verb_url(event, verb)))
    client.post(verb_url(event, verb), {"why": "Elections."})

    assert words in page
    assert Notice.objects.get().why == "Elections."


STATES = {
    "draft": ({"published": False}, ["publish", "duplicate", "cancel"]),
    "published": ({}, ["invite-guest", "tell", "move", "postpone", "at-the-table", "duplicate", "cancel"]),
    "begun": (
        {"starts_in": -timedelta(minutes=5)},
        ["invite-guest", "at-the-table", "duplicate", "cancel"],
    ),
    "over": ({"starts_in": -timedelta(days=3)}, ["add-recording", "at-the-table", "duplicate"]),
    "postponed": (
        {"state": Event.State.POSTPONED},
        ["move", "at-the-table", "duplicate", "cancel"],
    ),
    "cancelled": ({"state": Event.State.CANCELLED}, ["at-the-table", "duplicate", "publish-again"]),
}


@pytest.mark.parametrize("state", STATES)
def test_only_the_verbs_that_apply_are_offered(client, ana, state):
    facts, names = STATES[state]
    event = make_event(**facts)

    page = client.get(change_url(event))

    assert [item["verb"].name for item in page.context["verbs"]] == names


def test_the_list_counts_places_at_a_constant_cost(client, ana, django_assert_max_num_queries):
    counts = []
    for _ in range(2):
        for _ in range(5):
            event = make_event(capacity=60)
            make_registration(event)
            make_registration(event, answer="waiting")
        client.get(reverse("admin:events_event_changelist"))
        with django_assert_max_num_queries(30) as queries:
            page = text_of(client.get(reverse("admin:events_event_changelist")))
        counts.append(len(queries))

    assert "1 of 60, 1 waiting" in page
    assert counts[0] == counts[1]


def test_a_place_is_given_up_for_somebody(client, ana):
    registration = make_registration()

    listed = client.get(
        reverse("admin:events_registration_changelist"), {"event__id__exact": registration.event_id}
    )
    asked = text_of(client.get(verb_url(registration, "give-up")))
    client.post(verb_url(registration, "give-up"))

    assert registration.person.name in text_of(listed)
    assert f"This mails {registration.person}." in asked
    registration.refresh_from_db()
    assert registration.answer == Registration.Answer.GAVE_UP


def test_nobody_adds_or_deletes_places_or_events_here(client, ana):
    registration = make_registration()

    answers = [
        client.get(reverse("admin:events_registration_add")),
        client.post(reverse("admin:events_registration_delete", args=[registration.pk])),
        client.post(reverse("admin:events_event_delete", args=[registration.event_id])),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_a_verb_that_is_no_longer_possible_leads_back_with_a_word(client, ana):
    event = make_event(state=Event.State.CANCELLED)

    answer = client.get(verb_url(event, "cancel"), follow=True)

    assert answer.redirect_chain == [(change_url(event), 302)]
    assert "“Cancel the event” is no longer possible here." in text_of(answer)


def test_the_mail_of_a_verb_is_seen_before_it_is_sent(client, ana):
    event = make_event(title="Cool rooms")
    going = make_registration(event)

    seen = client.post(verb_url(event, "cancel"), {"why": "The speaker is ill.", "_preview": "1"})

    (mail,) = seen.context["mails"]
    assert (mail.readers, mail.subject) == ((going.person.name,), "Cancelled: Cool rooms")
    assert "The speaker is ill." in mail.text
    event.refresh_from_db()
    assert event.is_published
    assert not Message.objects.exists()


def test_a_preview_that_would_mail_nobody_says_so(client, ana):
    seen = client.post(verb_url(make_event(), "cancel"), {"why": "", "_preview": "1"})

    assert "Nobody would be mailed." in text_of(seen)


def test_speakers_are_put_in_order_by_the_one_before(client, ana):
    event = make_event()
    ada, bo, _cy = (
        Speaker.objects.create(event=event, name=name, role="Expert") for name in ("Ada", "Bo", "Cy")
    )
    page = Page(client.get(change_url(event)))
    assert [page.typed[f"speakers-{row}-comes"] for row in range(4)] == [
        "first",
        str(ada.pk),
        str(bo.pk),
        "last",
    ]

    moved = {
        "speakers-2-comes": "first",
        "speakers-0-comes": str(bo.pk),
        "speakers-3-name": "Di",
        "speakers-3-role": "X",
    }
    client.post(change_url(event), page.typed | moved)

    assert [speaker.name for speaker in event.speakers.all()] == ["Cy", "Bo", "Ada", "Di"]
