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
from cities.sharing.audience import reach, who_sees
from cities.sharing.models import can_view
from cities.sharing.viewers import viewer_of, viewers_of
from events.places.actions import entitled, settle
from tests.factories import (
    make_city,
    make_event,
    make_officer,
    make_pairing,
    make_project,
    make_registration,
    make_staff,
    make_user,
)

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
    st.tuples(st.just("host"), city),
    st.tuples(st.just("publish"), st.booleans()),
    st.tuples(st.just("close"), person, st.booleans()),
)


class Forum:
    """A few cities (the last a partner), a few people (the last a colleague), and one object."""

    def __init__(self, *, level, open_to_partners):
        self.staff = make_staff()
        self.cities = [make_city(member=False) for _ in range(CITIES - 1)]
        self.cities.append(make_city(member=False, kind=City.Kind.PARTNER))
        self.people = [make_user(is_staff=number == PEOPLE - 1) for number in range(PEOPLE)]
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

    def _host(self, city):
        self.project.hosts.add(self.cities[city])

    def _publish(self, is_out):
        type(self.project).objects.update(published_at=timezone.now() if is_out else None)

    def _close(self, person, is_open):
        self.people[person].is_active = is_open
        self.people[person].save(update_fields=["is_active"])

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
    forum.project.refresh_from_db()
    everybody = [who for who in forum.people if who.is_active]
    # On the web the secretariat is left apart, as long as it has no seat.
    counted = [who for who in everybody if level != Level.PUBLIC or not who.is_staff or sits(who)]

    found = reach(forum.project).people
    together = viewers_of(forum.people)

    assert {who.pk for who in counted if who.pk in found} == {
        who.pk for who in counted if can_view(viewer_of(who), forum.project)
    }
    assert not {who.pk for who in forum.people if not who.is_active} & found
    assert together == {who.pk: viewer_of(who) for who in everybody}


def sits(person):
    return person.seats.standing().exists()


def test_a_colleague_with_a_seat_keeps_a_place_where_an_event_goes_on_the_web():
    colleague = make_officer(make_city(tier=Tier.PEER), person=make_staff())
    event = make_event(level=Level.GENERAL)
    place = make_registration(event, person=colleague)

    event = choose_level(event, Level.PUBLIC)
    settle(event)

    place.refresh_from_db()
    assert place.answer == place.Answer.GOING
    assert entitled(event, [colleague.pk]) == {colleague.pk}


def choose_level(event, level):
    event.level = level
    event.save(update_fields=["level"])
    return event


def test_a_host_of_another_tier_is_counted_among_those_who_see_its_project():
    forum = pilots_object()
    forum.happen("tier", 0, Tier.GENERAL)
    forum.happen("sit", 0, 0)
    forum.happen("host", 0)

    shown = who_sees(forum.project)

    assert (shown.cities, shown.people) == (1, 1)
    assert reach(forum.project).people == {forum.people[0].pk}
    forum.happen("publish", False)
    forum.project.refresh_from_db()
    assert reach(forum.project).people == {forum.people[0].pk}


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
