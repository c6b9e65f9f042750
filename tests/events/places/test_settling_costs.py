"""What a verb costs while others wait for the event's lock: as much with many people as with few."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Registration
from events.places import actions, tasks
from events.planning.actions import changes, entries
from icaforum.outbox.models import Message
from tests.factories import make_city, make_event, make_officer, make_registration, make_staff

pytestmark = pytest.mark.django_db

Answer = Registration.Answer


def under_the_lock(act):
    """The number of statements from the one that takes the event's lock on."""
    with CaptureQueriesContext(connection) as queries:
        act()
    statements = [query["sql"] for query in queries]
    lock = next(n for n, sql in enumerate(statements) if "FOR UPDATE" in sql)
    return len(statements) - lock


def full_event(people, *, waiting=0):
    event, city = make_event(capacity=people), make_city()
    for number in range(people + waiting):
        answer = Answer.GOING if number < people else Answer.WAITING
        make_registration(event, city=city, answer=answer)
    return event


def test_asking_for_a_place_costs_the_same_in_a_crowd():
    costs = []
    for people in (2, 60):
        event = full_event(people, waiting=people)
        costs.append(under_the_lock(lambda: actions.take_place(event, by=make_officer())))  # noqa: B023

    assert costs[0] == costs[1]
    assert costs[0] <= 20


def test_getting_a_place_costs_fourteen_statements_at_most():
    event, person = make_event(capacity=2), make_officer()

    assert under_the_lock(lambda: actions.take_place(event, by=person)) <= 14


@pytest.mark.parametrize("people", [2, 40])
def test_many_who_move_up_cost_what_one_costs(people):
    event = full_event(1, waiting=people)

    cost = under_the_lock(lambda: entries.edit(event, by=make_staff(), capacity=people + 1))

    assert event.registrations.going().count() == people + 1
    assert Message.objects.filter(kind="place_promoted").count() == people
    assert cost <= 22


@pytest.mark.parametrize("people", [2, 40])
def test_many_who_lose_their_place_cost_what_one_costs(people):
    city = make_city()
    event = make_event()
    for _ in range(people):
        make_registration(event, city=city)
    city.memberships.update(until=city.memberships.get().since)

    cost = under_the_lock(lambda: actions.settle(event))

    assert event.registrations.filter(answer=Answer.GAVE_UP, turn=2).count() == people
    assert Message.objects.filter(kind="place_given_up").count() == people
    assert cost <= 12


@pytest.mark.parametrize("act", [changes.postpone, changes.cancel])
def test_telling_many_costs_what_telling_a_few_costs(act):
    costs = []
    for people in (2, 40):
        event = full_event(people)
        costs.append(under_the_lock(lambda: act(event, by=make_staff())))  # noqa: B023

    assert costs[0] == costs[1]


def test_a_new_title_is_told_to_many_at_the_cost_of_a_few():
    costs = []
    for people in (2, 40):
        event = full_event(people)
        costs.append(under_the_lock(lambda: entries.edit(event, by=make_staff(), title="Another")))  # noqa: B023

    assert costs[0] == costs[1]


def test_the_clock_locks_no_event_where_nothing_is_to_be_done():
    event = full_event(3, waiting=3)

    with CaptureQueriesContext(connection) as queries:
        tasks.plan_settling()

    assert not [query for query in queries if "FOR UPDATE" in query["sql"]]

    event.capacity = 5
    event.save()
    tasks.plan_settling()
    assert event.registrations.going().count() == 5


def test_a_lowered_capacity_throws_nobody_out_and_moves_nobody_up():
    event = full_event(5, waiting=2)
    event.capacity = 3
    event.save()

    actions.settle(event)

    assert event.registrations.going().count() == 5


def test_the_one_who_asks_has_the_answer_that_is_stored():
    event = make_event(capacity=1)
    first, second = make_officer(), make_officer()

    for person, answer in ((first, Answer.GOING), (second, Answer.WAITING)):
        given = actions.take_place(event, by=person)
        stored = Registration.objects.get(pk=given.pk)
        facts = [(row.answer, row.turn, row.answered_at, row.queued_at) for row in (given, stored)]
        assert facts[0] == facts[1]
        assert given.answer == answer
