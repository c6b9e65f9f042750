"""Many people at once, in real threads with connections of their own."""

import random
import threading
import time
from contextlib import contextmanager

import pytest
from django.db import Error, connection, transaction
from django.urls import reverse

from events.models import Event, Registration
from events.places import actions
from events.planning.actions import entries
from events.programme import locks
from events.programme.models import EventQuerySet
from events.programme.refusals import Busy
from icaforum.audit.record import Refused
from icaforum.outbox.models import Message
from tests.factories import make_city, make_event, make_officer, make_staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

Answer = Registration.Answer


def at_once(jobs):
    """Run all jobs at the same moment; what they raise is given back."""
    gate, raised = threading.Barrier(len(jobs)), []

    def run(job):
        try:
            gate.wait(timeout=30)
            job()
        except Exception as error:  # noqa: BLE001 -- handed to the test
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return raised


@contextmanager
def without_the_lock(monkeypatch):
    """The same verbs, but that nobody waits for anybody."""
    with monkeypatch.context() as patch:
        patch.setattr(EventQuerySet, "locked", lambda events, pk: events.get(pk=pk))
        yield


def answers_of(event):
    answers = list(event.registrations.values_list("answer", flat=True))
    return answers.count(Answer.GOING), answers.count(Answer.WAITING)


def press(event, person):
    """Take a place as people do: who is asked to try again does."""
    while True:
        try:
            return actions.take_place(event, by=person)
        except Busy:
            continue


def sixty_take_a_place(event, people):
    return at_once([lambda person=person: press(event, person) for person in people])


@pytest.mark.parametrize("_round", range(3))
def test_sixty_at_once_for_twenty_places_are_twenty_and_forty_waiting(_round):
    event, city = make_event(capacity=20), make_city()
    people = [make_officer(city) for _ in range(60)]

    raised = sixty_take_a_place(event, people)

    assert raised == []
    assert answers_of(event) == (20, 40)
    going = event.registrations.going().order_by("-queued_at").values_list("queued_at", flat=True)
    assert going[0] < event.registrations.waiting()[0].queued_at


def test_without_the_lock_the_same_sixty_oversell(monkeypatch):
    city = make_city()
    people = [make_officer(city) for _ in range(60)]
    sold = []
    with without_the_lock(monkeypatch):
        for _ in range(5):
            event = make_event(capacity=20)
            sixty_take_a_place(event, people)
            sold.append(answers_of(event)[0])
            if sold[-1] > 20:
                break

    assert max(sold) > 20


def test_ten_equal_requests_at_once_are_one_place_and_one_mail():
    event, person = make_event(capacity=20), make_officer()

    raised = at_once([lambda: actions.take_place(event, by=person)] * 10)

    assert raised == []
    assert event.registrations.count() == 1
    assert list(Message.objects.values_list("kind", flat=True)) == ["place_confirmed"]


MOST = 8


def check(event):
    """What holds between any two steps, read under the lock as the verbs do: how many have a place."""
    going, waiting = answers_of(event)
    assert not (waiting and going < event.capacity), "a place is free while somebody waits"
    return going


@pytest.mark.parametrize("seed", range(2))
def test_a_random_walk_of_eight_keeps_capacity_and_order(seed):
    """Eight threads join, leave and resize; afterwards every row tells how it came to be."""
    event, city, staff = make_event(capacity=5), make_city(), make_staff()
    people = [make_officer(city) for _ in range(16)]

    def walk(number):
        chance = random.Random(f"{seed}-{number}")

        def steps():
            mine = people[number * 2 : number * 2 + 2]
            for _ in range(40):
                person = chance.choice(mine)
                step = chance.random()
                try:
                    if step < 0.5:
                        actions.take_place(event, by=person)
                    elif step < 0.85:
                        actions.give_up(event, by=person)
                    elif step < 0.95:
                        actions.recording_only(event, by=person)
                    else:
                        entries.edit(event, by=staff, capacity=chance.randint(5, MOST))
                except Refused:
                    continue
                with transaction.atomic():
                    assert check(Event.objects.locked(event.pk)) <= MOST

        return steps

    raised = at_once([walk(number) for number in range(8)])

    assert raised == []
    event.refresh_from_db()
    check(event)
    waiting = list(event.registrations.waiting())
    assert waiting == sorted(waiting, key=lambda row: (row.queued_at, row.pk))
    promoted = event.registrations.going().filter(queued_at__isnull=False)
    if waiting:
        assert all(row.queued_at <= waiting[0].queued_at for row in promoted)
    keys = Message.objects.values_list("dedupe_key", flat=True)
    assert len(keys) == len(set(keys))


def test_who_waits_too_long_is_asked_to_press_again(monkeypatch):
    monkeypatch.setattr(locks, "LOCK_TIMEOUT", "200ms")
    event, person = make_event(), make_officer()
    held, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Event.objects.locked(event.pk)
            held.set()
            done.wait(timeout=20)

    def take():
        held.wait(timeout=20)
        try:
            actions.take_place(event, by=person)
        finally:
            done.set()

    raised = at_once([hold, take])

    assert [type(error) for error in raised] == [Busy]
    assert not event.registrations.exists()


def test_a_holder_who_hangs_is_ended_before_anybody_has_to_press_again(client):
    event, person = make_event(), make_officer()
    client.force_login(person)
    held, ended = threading.Event(), []

    def hang():
        try:
            with transaction.atomic():
                Event.objects.locked(event.pk)
                held.set()
                time.sleep(33)  # the settings end it after 30, and others wait for longer than that
                Event.objects.exists()
        except Error as error:
            ended.append(error)

    def take():
        held.wait(timeout=20)
        client.post(reverse("events:place", args=[event.slug]), {"answer": "take"})

    assert at_once([hang, take]) == []
    assert len(ended) == 1
    assert event.registrations.going().count() == 1
