"""What the front door shows to whom."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cities.directory.tiers import Level, Tier
from cities.directory.viewer import Viewer
from cities.sharing.viewers import viewer_of
from icaforum.pages import home
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_map_shows_the_member_cities_by_tier_and_no_others():
    pilot = factories.make_city(name="Barcelona", tier=Tier.PILOT, latitude=41.4, longitude=2.2)
    member = factories.make_city(name="Lisbon", tier=Tier.GENERAL)
    factories.make_city(name="Riverport", member=False)

    shown = home.facts(Viewer.public())

    assert [(word, [city.pk for city in cities]) for word, cities in shown["cities_by_tier"]] == [
        ("Pilot city", [pilot.pk]),
        ("Forum member", [member.pk]),
    ]
    assert [dot.name for dot in shown["map"].dots] == ["Barcelona"]


def test_a_pairing_is_drawn_for_its_cities_and_for_nobody_else():
    here = {"latitude": 10.0, "longitude": 10.0}
    pilot, peer = factories.make_city(tier=Tier.PILOT, **here), factories.make_city(tier=Tier.PEER, **here)
    factories.make_pairing(factories.make_project(pilot), pilot_city=pilot, peer_city=peer)
    inside, outside = (
        factories.make_officer(peer),
        factories.make_officer(factories.make_city(tier=Tier.PEER)),
    )

    arcs = [len(home.facts(viewer)["map"].arcs) for viewer in map(viewer_of, (inside, outside))]

    assert (arcs, home.facts(Viewer.public())["map"].arcs) == ([1, 0], [])


def test_the_next_three_events_that_are_open_to_everyone_are_shown():
    later = [factories.make_event(level=Level.PUBLIC, starts_in=timedelta(days=day)) for day in (9, 3, 5, 7)]
    factories.make_event(level=Level.GENERAL, starts_in=timedelta(days=1))
    factories.make_event(level=Level.PUBLIC, starts_in=timedelta(days=-2))

    shown = home.facts(viewer_of(factories.make_officer()))["events"]

    assert shown == [later[1], later[2], later[3]]


def test_the_front_door_opens_for_everyone(client):
    answer = client.get(reverse("home"))

    assert answer.status_code == 200
    assert answer.templates[0].name == "icaforum/pages/home.html"


def test_the_front_door_costs_the_same_for_many_cities_and_events(django_assert_num_queries):
    for _number in range(12):
        factories.make_event(level=Level.PUBLIC, hosts=[factories.make_city()])

    with django_assert_num_queries(4):  # cities, memberships, events, their hosts
        home.facts(Viewer.public())


def test_the_administration_signs_out_as_the_forum_does(client):
    answers = []
    for address in ("/account/logout/", "/admin/logout/"):
        client.force_login(factories.make_staff())
        answers.append((client.post(address).headers["Location"], "_auth_user_id" in client.session))

    assert answers[0] == answers[1]
    assert answers[0][1] is False
