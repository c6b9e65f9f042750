"""What is said before somebody leaves a team, held against what then happens."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cities import actions
from cities.tiers import Level, Tier
from cities.views.seats import ties_of
from events import tasks
from events.models import Registration
from tests.factories import (
    make_city,
    make_event,
    make_lead,
    make_officer,
    make_pairing,
    make_registration,
    make_staff,
)

pytestmark = pytest.mark.django_db


def given_up(person):
    return person.registrations.filter(answer=Registration.Answer.GAVE_UP).count()


@pytest.fixture
def lisbon():
    return make_city(name="Lisbon", tier=Tier.PILOT)


def coming(person, city):
    """Places at a webinar for all members and one for pilot cities, a waiting one, and one that is over."""
    for facts in ({"level": Level.GENERAL}, {"level": Level.PILOT}, {"starts_in": timedelta(days=-3)}):
        make_registration(make_event(**facts), person=person, city=city)
    full = make_event(capacity=1)
    make_registration(full)
    make_registration(full, person=person, city=city, answer="waiting")


def test_without_another_seat_all_coming_places_are_given_up(client, lisbon):
    make_lead(lisbon)
    person = make_officer(lisbon)
    coming(person, lisbon)
    client.force_login(person)
    said = client.get(reverse("cities:leave", args=[lisbon.slug])).text

    client.post(reverse("cities:leave", args=[lisbon.slug]))
    tasks.plan_settling()

    assert "3 places you took at coming webinars are given up." in said
    assert given_up(person) == 3


def test_with_a_seat_elsewhere_only_what_that_city_does_not_see_is_given_up(client, lisbon):
    lead, person = make_lead(lisbon), make_officer(lisbon)
    make_officer(make_city(name="Porto", tier=Tier.GENERAL), person=person)
    coming(person, lisbon)
    seat = person.seats.get(city=lisbon)
    client.force_login(lead)
    said = client.get(reverse("cities:remove", args=[lisbon.slug, seat.pk])).text

    actions.remove_officer(seat, by=lead)
    tasks.plan_settling()

    assert f"1 place {person.name} took at a coming webinar is given up." in said
    assert given_up(person) == 1


def test_the_last_of_a_team_leaves_its_pairings_alone(lisbon):
    lead, staff = make_lead(lisbon), make_staff()
    make_pairing(pilot_city=lisbon)
    seat = lead.seats.get()
    assert ties_of(seat).pairings == 1

    colleague = make_officer(lisbon)

    assert ties_of(seat).pairings == 0
    assert ties_of(colleague.seats.get()).pairings == 0
    assert staff.seats.count() == 0
