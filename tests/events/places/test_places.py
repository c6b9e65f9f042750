"""The verbs on places, one at a time; races are in test_races.py."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cities.directory.tiers import Level, Tier
from cities.models import City, Officer
from cities.sharing.actions import grant
from cities.sharing.models import can_view
from cities.sharing.viewers import viewer_of
from events.models import Event, Registration
from events.places import actions
from events.places.actions import entitled
from events.planning.actions import entries as entries_actions
from events.programme import refusals
from icaforum.audit.models import Entry
from icaforum.outbox.models import Message
from tests.factories import make_city, make_event, make_officer, make_registration, make_staff, make_user

pytestmark = pytest.mark.django_db

Answer = Registration.Answer
State = Event.State


def mails():
    return list(Message.objects.order_by("pk").values_list("kind", "person"))


def entries(target):
    return list(Entry.objects.about(target).order_by("pk").values_list("verb", flat=True))


def end_seats(person):
    Officer.objects.filter(person=person).update(until=timezone.now())


def test_a_place_is_taken_confirmed_and_written_down():
    event = make_event(capacity=20)
    person = make_officer()

    registration = actions.take_place(event, by=person)

    assert (registration.answer, registration.city) == (Answer.GOING, person.seats.get().city)
    assert mails() == [("place_confirmed", person.pk)]
    assert entries(registration) == ["asked for a place"]
    assert entries(event) == []


def test_asking_twice_changes_nothing():
    event, person = make_event(capacity=20), make_officer()

    first = actions.take_place(event, by=person)
    again = actions.take_place(event, by=person)

    assert (first.pk, first.turn, again.pk, again.turn) == (first.pk, 2, first.pk, 2)
    assert Registration.objects.count() == 1
    assert mails() == [("place_confirmed", person.pk)]
    assert entries(first) == ["asked for a place"]


def test_without_a_limit_everybody_has_a_place():
    event = make_event(capacity=None)

    answers = [actions.take_place(event, by=make_officer()).answer for _ in range(5)]

    assert answers == [Answer.GOING] * 5


def test_when_it_is_full_one_waits_and_is_told_so():
    event = make_event(capacity=1)
    make_registration(event)
    person = make_officer()

    registration = actions.take_place(event, by=person)

    assert registration.answer == Answer.WAITING
    assert mails() == [("place_waiting", person.pk)]


def test_a_place_given_up_goes_to_the_longest_waiting():
    event = make_event(capacity=1)
    first, second, third = (make_officer() for _ in range(3))
    for person in (first, second, third):
        actions.take_place(event, by=person)
    Message.objects.all().delete()

    actions.give_up(event, by=first)

    assert dict(event.registrations.values_list("person", "answer")) == {
        first.pk: Answer.GAVE_UP,
        second.pk: Answer.GOING,
        third.pk: Answer.WAITING,
    }
    assert mails() == [("place_given_up", first.pk), ("place_promoted", second.pk)]


def test_who_takes_a_place_again_stands_at_the_end():
    event = make_event(capacity=1)
    holder, early, late = (make_officer() for _ in range(3))
    for person in (holder, early, late):
        actions.take_place(event, by=person)

    actions.give_up(event, by=early)
    actions.take_place(event, by=early)

    assert list(event.registrations.waiting().values_list("person", flat=True)) == [late.pk, early.pk]


def test_each_new_turn_has_its_own_mail():
    event, person = make_event(), make_officer()

    actions.take_place(event, by=person)
    actions.give_up(event, by=person)
    actions.give_up(event, by=person)
    actions.take_place(event, by=person)

    kinds = [kind for kind, _person in mails()]
    assert kinds == ["place_confirmed", "place_given_up", "place_confirmed"]


def test_recording_only_frees_the_place():
    event = make_event(capacity=1)
    holder, waiting = make_officer(), make_officer()
    actions.take_place(event, by=holder)
    actions.take_place(event, by=waiting)
    Message.objects.all().delete()

    kept = actions.recording_only(event, by=holder)

    assert kept.answer == Answer.RECORDING
    assert event.registrations.get(person=waiting).answer == Answer.GOING
    assert mails() == [("place_given_up", holder.pk), ("place_promoted", waiting.pk)]


def test_recording_only_from_the_start_mails_nobody():
    event, person = make_event(), make_officer()

    actions.recording_only(event, by=person)
    actions.recording_only(event, by=person)

    assert list(event.registrations.values_list("person", "answer")) == [(person.pk, Answer.RECORDING)]
    assert mails() == []


def test_there_is_no_recording_of_an_academy():
    event, person = make_event(kind=Event.Kind.ACADEMY), make_officer()

    with pytest.raises(refusals.NoRecording):
        actions.recording_only(event, by=person)

    assert not event.registrations.exists()


def test_who_waits_for_the_recording_can_let_it_be():
    event, person = make_event(), make_officer()
    actions.recording_only(event, by=person)

    actions.give_up(event, by=person)

    assert event.registrations.get().answer == Answer.GAVE_UP
    assert mails() == []


def test_the_secretariat_gives_a_place_up_for_somebody():
    event, staff = make_event(), make_staff()
    registration = make_registration(event)

    actions.give_up(event, by=staff, person=registration.person)

    registration.refresh_from_db()
    assert registration.answer == Answer.GAVE_UP
    assert Message.objects.get().ids["reason"] == "staff"
    assert Entry.objects.about(registration).get().actor_id == staff.pk


def test_with_two_seats_one_says_for_which_city():
    event, here, there = make_event(), make_city(), make_city()
    person = make_officer(here)
    make_officer(there, person=person)

    with pytest.raises(refusals.NoCity):
        actions.take_place(event, by=person)
    registration = actions.take_place(event, by=person, city=there)

    assert registration.city == there


def test_nobody_takes_a_place_for_a_foreign_city():
    event, person, foreign = make_event(), make_officer(), make_city()

    with pytest.raises(refusals.NoCity):
        actions.take_place(event, by=person, city=foreign)

    assert not Registration.objects.exists()


@pytest.mark.parametrize("who", ["no seat", "staff", "former", "tier below", "inactive"])
def test_who_may_not_come_gets_no_place(who):
    event = make_event(level=Level.PEER)
    allowed = make_officer(make_city(tier=Tier.PEER))
    person = {
        "no seat": make_user,
        "staff": make_staff,
        "former": lambda: make_officer(make_city(member=False)),
        "tier below": lambda: make_officer(make_city(tier=Tier.GENERAL)),
        "inactive": lambda: make_officer(make_city(tier=Tier.PEER), person=make_user(is_active=False)),
    }[who]()

    actions.take_place(event, by=allowed)
    with pytest.raises((refusals.NotEntitled, refusals.NoCity)):
        actions.take_place(event, by=person)

    assert list(event.registrations.values_list("person", flat=True)) == [allowed.pk]


def people_of_all_sorts():
    partner = make_city(kind=City.Kind.PARTNER)
    return {
        "general": make_officer(make_city(tier=Tier.GENERAL)),
        "peer": make_officer(make_city(tier=Tier.PEER)),
        "pilot": make_officer(make_city(tier=Tier.PILOT)),
        "partner": make_officer(partner),
        "former": make_officer(make_city(member=False)),
        "inactive": make_officer(make_city(tier=Tier.PILOT), person=make_user(is_active=False)),
        "granted": make_officer(make_city(tier=Tier.GENERAL)),
        "granted city": make_officer(make_city(tier=Tier.GENERAL)),
        "granted once": make_officer(make_city(tier=Tier.GENERAL)),
        "nobody": make_user(),
    }


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("partners", [False, True])
def test_places_are_for_those_who_see_the_event_and_have_a_seat(level, partners):
    """Settling asks in bulk; this holds its answer against the page's own."""
    event, staff, people = (
        make_event(level=level, open_to_partners=partners),
        make_staff(),
        people_of_all_sorts(),
    )
    grant(event, to=people["granted"], by=staff)
    grant(event, to=people["granted city"].seats.get().city.circle.group, by=staff)
    grant(event, to=people["granted once"], by=staff, until=timezone.now() - timedelta(days=1))
    grant(event, to=people["nobody"], by=staff)

    found = entitled(event, [person.pk for person in people.values()])

    expected = {
        person.pk
        for person in people.values()
        if can_view(viewer_of(person), event) and viewer_of(person).is_member
    }
    assert found == expected


def test_who_loses_the_right_loses_the_place_at_the_next_settling():
    event = make_event(capacity=1, level=Level.PEER)
    leaving = make_officer(make_city(tier=Tier.PEER))
    waiting = make_officer(make_city(tier=Tier.PEER))
    actions.take_place(event, by=leaving)
    actions.take_place(event, by=waiting)
    Message.objects.all().delete()

    end_seats(leaving)
    actions.settle(event)

    assert dict(event.registrations.values_list("person", "answer")) == {
        leaving.pk: Answer.GAVE_UP,
        waiting.pk: Answer.GOING,
    }
    assert mails() == [("place_given_up", leaving.pk), ("place_promoted", waiting.pk)]
    entry = Entry.objects.about(event).get()
    assert (entry.verb, entry.actor_id) == ("settled", None)


def test_settling_twice_leaves_everything_as_it_is():
    event = make_event(capacity=1)
    for _ in range(3):
        actions.take_place(event, by=make_officer())
    before = list(event.registrations.values("pk", "answer", "turn", "queued_at"))
    count = Message.objects.count()

    actions.settle(event)

    assert list(event.registrations.values("pk", "answer", "turn", "queued_at")) == before
    assert Message.objects.count() == count
    assert entries(event) == []


def test_fewer_places_throw_nobody_out_and_promote_nobody_until_there_is_room():
    event, staff = make_event(capacity=3), make_staff()
    people = [make_officer() for _ in range(4)]
    for person in people:
        actions.take_place(event, by=person)

    entries_actions.edit(event, by=staff, capacity=1)
    actions.give_up(event, by=people[0])
    actions.give_up(event, by=people[1])
    answers = dict(event.registrations.values_list("person", "answer"))
    actions.give_up(event, by=people[2])

    assert [answers[person.pk] for person in people[2:]] == [Answer.GOING, Answer.WAITING]
    assert event.registrations.get(person=people[3]).answer == Answer.GOING


def test_more_places_let_the_waiting_in_by_their_order():
    event, staff = make_event(capacity=1), make_staff()
    people = [make_officer() for _ in range(4)]
    for person in people:
        actions.take_place(event, by=person)

    entries_actions.edit(event, by=staff, capacity=3)

    answers = dict(event.registrations.values_list("person", "answer"))
    assert [answers[person.pk] for person in people] == [Answer.GOING] * 3 + [Answer.WAITING]


def test_after_the_start_nothing_moves():
    event = make_event(capacity=1, starts_in=-timedelta(minutes=10))
    going = make_registration(event)
    waiting = make_registration(event, answer=Answer.WAITING)
    end_seats(going.person)

    actions.settle(event)

    assert set(event.registrations.values_list("pk", "answer")) == {
        (going.pk, Answer.GOING),
        (waiting.pk, Answer.WAITING),
    }


EVENTS = {
    "draft": {"published": False},
    "published": {},
    "begun": {"starts_in": -timedelta(minutes=5)},
    "over": {"starts_in": -timedelta(days=3)},
    "postponed": {"state": State.POSTPONED},
    "cancelled": {"state": State.CANCELLED},
}
ANSWERS = [None, Answer.GOING, Answer.WAITING, Answer.RECORDING, Answer.GAVE_UP]
VERBS = {"take": actions.take_place, "recording": actions.recording_only, "give_up": actions.give_up}
G, W, R, U = Answer.GOING, Answer.WAITING, Answer.RECORDING, Answer.GAVE_UP
REFUSED_BY_STATE = {
    "draft": refusals.NotAnnounced,
    "begun": refusals.Started,
    "over": refusals.Started,
    "cancelled": refusals.Cancelled,
}
# What each verb makes of each answer while places can be had; a class is a refusal.
MOVES = {
    ("take", None): G,
    ("take", G): G,
    ("take", W): G,  # there is room, so whoever still waits moves up
    ("take", R): G,
    ("take", U): G,
    ("recording", None): R,
    ("recording", G): R,
    ("recording", W): R,
    ("recording", R): R,
    ("recording", U): R,
    ("give_up", None): refusals.NoAnswer,
    ("give_up", G): U,
    ("give_up", W): U,
    ("give_up", R): U,
    ("give_up", U): U,
}


def expected_of(state, verb, answer):
    if state in REFUSED_BY_STATE:
        return REFUSED_BY_STATE[state]
    if state == "postponed" and verb == "take":
        return refusals.NoDate
    return MOVES[verb, answer]


@pytest.mark.parametrize("state", EVENTS)
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("answer", ANSWERS)
def test_every_verb_in_every_state_does_what_the_table_says(state, verb, answer):
    event, person = make_event(capacity=20, **EVENTS[state]), make_officer()
    if answer:
        make_registration(event, person=person, answer=answer)
    before = list(event.registrations.values())
    expected = expected_of(state, verb, answer)

    if isinstance(expected, type):
        with pytest.raises(expected):
            VERBS[verb](event, by=person)
        assert list(event.registrations.values()) == before
        assert not Entry.objects.exists()
        assert not Message.objects.exists()
    else:
        if (verb, answer) == ("take", W):
            actions.settle(event)
        VERBS[verb](event, by=person)
        assert event.registrations.get(person=person).answer == expected
