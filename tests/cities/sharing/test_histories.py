"""Two readings of one rule, over random histories: who sees an object, and which objects somebody sees."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cities.directory.tiers import Level, Tier
from cities.joining.actions import memberships
from cities.leaving import actions as leaving
from cities.models import City, Membership, Officer
from cities.sharing import actions
from cities.sharing.audience import reach
from cities.sharing.models import can_view
from cities.sharing.viewers import viewer_of, viewers_of
from tests.factories import make_city, make_pairing, make_project, make_staff, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

CITIES, PEOPLE = 4, 4
city, person = st.integers(0, CITIES - 1), st.integers(0, PEOPLE - 1)
TERMS = (None, timedelta(days=3), timedelta(days=-3))

EVENTS = st.one_of(
    st.tuples(st.just("tier"), city, st.sampled_from(Tier)),
    st.tuples(st.just("end"), city),
    st.tuples(st.just("sit"), person, city),
    st.tuples(st.just("leave"), person, city),
    st.tuples(st.just("pair"), city, city),
    st.tuples(st.just("to person"), person, st.sampled_from(TERMS)),
    st.tuples(st.just("to city"), city, st.sampled_from(TERMS)),
)


class Forum:
    """A few cities (the last a partner), a few people, and one object of another city."""

    def __init__(self, *, level, open_to_partners):
        self.staff = make_staff()
        self.cities = [make_city(member=False) for _ in range(CITIES - 1)]
        self.cities.append(make_city(member=False, kind=City.Kind.PARTNER))
        self.people = [make_user() for _ in range(PEOPLE)]
        self.project = make_project(level=level, open_to_partners=open_to_partners)

    def happen(self, what, *facts):
        getattr(self, "_" + what.replace(" ", "_"))(*facts)

    def _tier(self, city, tier):
        city = self.cities[city]
        tier = None if city.is_partner else tier
        running = Membership.objects.open().filter(city=city).first()
        if running is None:
            memberships.open_membership(city, tier=tier, by=self.staff)
        elif running.tier != tier:
            memberships.change_tier(running, tier=tier, by=self.staff)

    def _end(self, city):
        if running := Membership.objects.open().filter(city=self.cities[city]).first():
            memberships.end_membership(running, by=self.staff)

    def _sit(self, person, city):
        Officer.objects.get_or_create(
            person=self.people[person],
            city=self.cities[city],
            until=None,
            defaults={"since": timezone.now(), "role": Officer.Role.LEAD},
        )

    def _leave(self, person, city):
        if seat := self.people[person].seats.open().filter(city=self.cities[city]).first():
            leaving.remove_officer(seat, by=self.staff)

    def _pair(self, pilot, peer):
        if pilot != peer:
            pairing = make_pairing(
                self.project, pilot_city=self.cities[pilot], peer_city=self.cities[peer], state="completed"
            )
            actions.grant(self.project, to=pairing.circle.group, by=self.staff)

    def _to_person(self, person, term):
        actions.grant(self.project, to=self.people[person], by=self.staff, until=_moment(term))

    def _to_city(self, city, term):
        actions.grant(self.project, to=self.cities[city].circle.group, by=self.staff, until=_moment(term))


def _moment(term):
    return term and timezone.now() + term


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    level=st.sampled_from(Level),
    open_to_partners=st.booleans(),
    history=st.lists(EVENTS, max_size=14),
)
def test_a_person_is_in_the_audience_exactly_if_their_viewer_sees_the_object(
    level, open_to_partners, history
):
    forum = Forum(level=level, open_to_partners=open_to_partners)
    for event in history:
        forum.happen(*event)
    everybody = forum.people

    found = reach(forum.project).people
    together = viewers_of(everybody)

    assert {who.pk for who in everybody if who.pk in found} == {
        who.pk for who in everybody if can_view(viewer_of(who), forum.project)
    }
    assert together == {who.pk: viewer_of(who) for who in everybody}


def pilots_object():
    return Forum(level=Level.PILOT, open_to_partners=False)


def test_a_tier_that_was_gives_no_place_in_the_audience():
    forum = pilots_object()
    forum.happen("tier", 0, Tier.PILOT)
    forum.happen("sit", 0, 0)
    before = reach(forum.project).people

    forum.happen("tier", 0, Tier.GENERAL)

    assert before == {forum.people[0].pk}
    assert reach(forum.project).people == set()


def test_an_exception_rests_while_each_city_of_its_person_is_out():
    forum = pilots_object()
    forum.happen("tier", 0, Tier.GENERAL)
    forum.happen("sit", 0, 0)
    forum.happen("to person", 0, None)
    person = forum.people[0]
    assert can_view(viewer_of(person), forum.project)

    forum.happen("end", 0)
    rests = can_view(viewer_of(person), forum.project)
    forum.happen("tier", 0, Tier.GENERAL)

    assert not rests
    assert can_view(viewer_of(person), forum.project)


def test_a_guest_without_a_seat_sees_what_names_them():
    forum = pilots_object()
    forum.happen("to person", 0, None)

    assert can_view(viewer_of(forum.people[0]), forum.project)
    assert reach(forum.project).people == {forum.people[0].pk}


def test_leaving_takes_an_exception_back_for_good():
    forum = pilots_object()
    forum.happen("tier", 0, Tier.GENERAL)
    forum.happen("sit", 0, 0)
    forum.happen("to person", 0, None)

    forum.happen("leave", 0, 0)
    forum.happen("sit", 0, 0)

    assert not can_view(viewer_of(forum.people[0]), forum.project)
    assert not forum.project.person_grants.exists()


def test_an_exception_stays_with_another_seat():
    forum = pilots_object()
    for number in (0, 1):
        forum.happen("tier", number, Tier.GENERAL)
        forum.happen("sit", 0, number)
    forum.happen("to person", 0, None)

    forum.happen("leave", 0, 0)

    assert can_view(viewer_of(forum.people[0]), forum.project)
