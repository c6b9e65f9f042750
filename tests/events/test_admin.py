from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.access import grant
from cities.tiers import Level
from events import actions
from events.models import Event, Notice, Registration, Speaker
from icaforum.audit.models import Entry
from icaforum.outbox.models import Message
from tests.factories import make_city, make_event, make_officer, make_registration, make_staff, make_theme

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
        "speakers-0-position": "0",
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

    client.post(change_url(event), typed(title="New words", join_url=event.join_url))

    event.refresh_from_db()
    assert (event.title, event.sequence, event.join_url) == ("New words", 1, "https://zoom.us/j/5550001234")
    assert Message.objects.get(kind="event_changed").person == going.person


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
        ({"local_date": "0000-00-00"}, "Enter a valid date."),
        ({"duration": "9" * 30}, "less than or equal to"),
        ({"capacity": "0"}, "greater than or equal to 1"),
        ({"time_zone": "Mars/Base"}, "Select a valid choice."),
        ({"join_url": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"title": "nul \x00"}, "Null characters are not allowed."),
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

    client.post(change_url(event), typed(**facts, level=str(int(Level.NAMED)), chosen_cities=[city.pk]))

    answers = dict(event.registrations.values_list("person", "answer"))
    assert answers == {chosen.pk: Registration.Answer.GOING, other.pk: Registration.Answer.GAVE_UP}
    assert history(event) == ["granted", "edited", "settled"]


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

    client.post(change_url(event), typed(**facts, level=str(int(Level.NAMED)), chosen_cities=[chosen.pk]))

    answers = [event.registrations.get(person=person).answer for person in people]
    assert answers == [Registration.Answer.GAVE_UP, Registration.Answer.GOING]
    assert list(event.circle_grants.values_list("group", flat=True)) == [chosen.circle.group_id]
    assert history(event) == ["granted", "granted", "edited", "revoked", "settled"]


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
    warning = asked.context["warning"]
    changed = client.post(verb_url(event, "move"), new | {"local_time": "12:00", "_warned": warning})
    client.post(verb_url(event, "move"), new | {"_warned": warning})

    assert "3 people will be told." in text_of(first)
    assert warning == "3 people will be told. For 1 of them it falls at night (Auckland 3:00)."
    assert "The hall was double-booked." in text_of(asked)
    assert untouched == event.starts_at
    assert changed.context["warning"] == (
        "3 people will be told. For 1 of them it falls at night (Auckland 0:00)."
    )
    event.refresh_from_db()
    assert (event.local_date, event.local_time) == (date(2031, 3, 18), time(15))
    assert Notice.objects.get().why == "The hall was double-booked."


def test_an_undo_is_offered_for_five_minutes(client, ana):
    event = make_event()
    actions.move(event, by=ana, local_date=date(2031, 3, 18), local_time=time(15))

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
    "published": ({}, ["move", "postpone", "duplicate", "cancel"]),
    "begun": ({"starts_in": -timedelta(minutes=5)}, ["duplicate", "cancel"]),
    "over": ({"starts_in": -timedelta(days=3)}, ["duplicate"]),
    "postponed": ({"state": Event.State.POSTPONED}, ["move", "duplicate", "cancel"]),
    "cancelled": ({"state": Event.State.CANCELLED}, ["duplicate"]),
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
