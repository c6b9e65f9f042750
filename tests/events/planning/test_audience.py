"""Who sees an event beyond its level."""

import pytest

from cities.directory.tiers import Level
from cities.sharing.models import can_view
from cities.sharing.viewers import viewer_of
from events.models import Registration
from events.places import actions
from events.planning.actions import audience
from icaforum.audit.models import Entry
from tests.factories import make_city, make_event, make_officer, make_staff

pytestmark = pytest.mark.django_db


def sees(person, event):
    return can_view(viewer_of(person), event)


def test_chosen_cities_and_people_see_it_and_nobody_else():
    event, staff = make_event(level=Level.NAMED), make_staff()
    chosen, other = make_officer(), make_officer()
    city = make_city()
    of_the_city = make_officer(city)

    audience.choose(event, by=staff, cities=[city], people=[chosen], reason="They prepared it.")

    assert [sees(person, event) for person in (chosen, of_the_city, other)] == [True, True, False]
    assert event.circle_grants.get().reason == "They prepared it."
    assert list(Entry.objects.about(event).values_list("verb", flat=True)) == ["granted", "granted"]


def test_choosing_the_same_again_leaves_no_line_of_history():
    event, staff, city = make_event(level=Level.NAMED), make_staff(), make_city()
    audience.choose(event, by=staff, cities=[city], people=[])

    audience.choose(event, by=staff, cities=[city], people=[])

    assert Entry.objects.about(event).count() == 1


def test_who_is_no_longer_chosen_loses_the_place_at_once():
    event, staff, city = make_event(level=Level.NAMED, capacity=1), make_staff(), make_city()
    first, second = make_officer(city), make_officer()
    audience.choose(event, by=staff, cities=[city], people=[second])
    actions.take_place(event, by=first)
    actions.take_place(event, by=second)

    audience.choose(event, by=staff, cities=[], people=[second])

    answers = dict(event.registrations.values_list("person", "answer"))
    assert answers == {
        first.pk: Registration.Answer.GAVE_UP,
        second.pk: Registration.Answer.GOING,
    }
