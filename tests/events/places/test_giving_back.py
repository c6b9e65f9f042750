"""A place that was given up by mistake is given back."""

from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Registration
from events.places import actions
from events.programme import refusals
from icaforum.audit.models import Entry
from icaforum.outbox.models import Message
from tests.cities.joining.test_application_races import at_once
from tests.factories import make_event, make_officer, make_registration, make_staff

pytestmark = pytest.mark.django_db


def answer_of(person):
    return person.registrations.get().answer


def last_mail(person):
    return Message.objects.filter(person=person).latest("pk").kind


def test_where_one_is_free_there_is_a_place_at_once():
    event, person, staff = make_event(capacity=1), make_officer(), make_staff()
    actions.take_place(event, by=person)
    actions.give_up(event, by=staff, person=person)

    actions.give_back(event, by=staff, person=person)

    assert (answer_of(person), last_mail(person)) == ("going", "place_confirmed")
    assert Entry.objects.filter(verb="place given back", actor_id=staff.pk).count() == 1


def test_where_none_is_free_the_old_rank_counts_and_nobody_loses_a_place():
    event, staff = make_event(capacity=1), make_staff()
    first, second, third = (make_officer() for _ in range(3))
    for person in (first, second, third):
        actions.take_place(event, by=person)
    actions.give_up(event, by=staff, person=first)

    actions.give_back(event, by=staff, person=first)

    assert [answer_of(person) for person in (first, second, third)] == ["waiting", "going", "waiting"]
    ranks = {row.person_id: row.rank for row in Registration.objects.with_rank()}
    assert (ranks[first.pk], ranks[third.pk]) == (1, 2)
    assert last_mail(first) == "place_waiting"


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"published": False}, refusals.NotAnnounced),
        ({"state": Event.State.CANCELLED}, refusals.Cancelled),
        ({"state": Event.State.POSTPONED}, refusals.NoDate),
        ({"starts_in": -timedelta(minutes=5)}, refusals.Started),
    ],
)
def test_not_in_other_states_of_the_event(facts, refusal):
    row = make_registration(make_event(**facts), answer="gave_up", queued_at=timezone.now())

    with pytest.raises(refusal):
        actions.give_back(row.event, by=make_staff(), person=row.person)

    assert answer_of(row.person) == "gave_up"


@pytest.mark.parametrize(("answer", "queued"), [("recording", True), ("gave_up", False), (None, False)])
def test_what_was_not_given_up_is_not_given_back(answer, queued):
    event, person = make_event(), make_officer()
    if answer:
        queued_at = timezone.now() if queued else None
        make_registration(
            event, person=person, city=person.seats.get().city, answer=answer, queued_at=queued_at
        )

    with pytest.raises(refusals.NoAnswer):
        actions.give_back(event, by=make_staff(), person=person)


def test_not_to_somebody_who_has_left():
    row = make_registration(make_event(), answer="gave_up", queued_at=timezone.now())
    row.person.seats.update(until=timezone.now())

    with pytest.raises(refusals.NoCity):
        actions.give_back(row.event, by=make_staff(), person=row.person)


def test_on_the_page_of_the_place(client):
    row = make_registration(make_event(), answer="gave_up", queued_at=timezone.now())
    client.force_login(make_staff())
    url = reverse("admin:events_registration_verb", args=[row.pk, "give-back"])
    assert url in client.get(reverse("admin:events_registration_change", args=[row.pk])).text
    assert "nobody loses a place" in client.get(url).text

    answer = client.post(url, follow=True)

    assert "has a place again." in answer.text
    assert answer_of(row.person) == "going"


def _two_give_back(row, monkeypatch):
    """Two press at once; without the lock of the event both have read before either writes."""
    barrier, real = Barrier(2), actions._registration_of

    def waits(*facts):
        found = real(*facts)
        with suppress(BrokenBarrierError):
            barrier.wait(timeout=1.5)
        return found

    monkeypatch.setattr(actions, "_registration_of", waits)
    ana, ben = make_staff(), make_staff()
    at_once(
        lambda: actions.give_back(row.event, by=ana, person=row.person),
        lambda: actions.give_back(row.event, by=ben, person=row.person),
    )
    return Entry.objects.filter(verb="place given back").count()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_give_it_back_once(monkeypatch):
    row = make_registration(make_event(), answer="gave_up", queued_at=timezone.now())

    assert _two_give_back(row, monkeypatch) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_it_is_given_back_twice(monkeypatch):
    row = make_registration(make_event(), answer="gave_up", queued_at=timezone.now())
    monkeypatch.setattr(actions, "lock_event", lambda event: (Event.objects.get(pk=event.pk), timezone.now()))

    assert _two_give_back(row, monkeypatch) == 2
