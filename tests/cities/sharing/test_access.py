"""The formula itself, on the smallest shared object there is; every surface is held to it in test_access."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.utils import timezone

from cities.directory.tiers import Level, Tier
from cities.models import Membership, Officer
from cities.sharing import actions, audience
from cities.sharing.models import can_view
from cities.sharing.viewers import viewer_of, viewers_of
from icaforum.audit.models import Entry
from pilots.models import PilotProject
from tests.factories import make_city, make_officer, make_pairing, make_project, make_staff, make_user

pytestmark = pytest.mark.django_db


def seen(user):
    return set(PilotProject.objects.visible_to(viewer_of(user)))


def test_a_viewer_is_computed_with_one_query(django_assert_num_queries):
    person = make_officer(make_city(tier=Tier.PEER))

    with django_assert_num_queries(1):
        viewer = viewer_of(person)

    assert viewer.level == Level.PEER


def test_the_highest_of_two_seats_counts():
    person = make_officer(make_city(tier=Tier.GENERAL))
    make_officer(make_city(tier=Tier.PILOT), person=person)

    assert viewer_of(person).level == Level.PILOT


def test_an_ended_membership_gives_no_level_beside_an_open_one():
    city = make_city(tier=Tier.GENERAL)
    past = timezone.now() - timedelta(days=400)
    Membership.objects.create(city=city, tier=Tier.PILOT, since=past, until=past + timedelta(days=10))

    assert viewer_of(make_officer(city)).level == Level.GENERAL


@pytest.mark.parametrize(
    "ending",
    [
        lambda person, city: Officer.objects.filter(person=person).update(until=timezone.now()),
        lambda person, city: Membership.objects.filter(city=city).update(until=timezone.now()),
        lambda person, city: type(person).objects.filter(pk=person.pk).update(is_active=False),
    ],
    ids=["seat ended", "membership ended", "deactivated"],
)
def test_a_right_that_ends_counts_at_once(ending):
    city = make_city(tier=Tier.PILOT)
    person = make_officer(city)
    project = make_project(level=Level.PILOT)
    assert seen(person) == {project}

    ending(person, city)
    person.refresh_from_db()

    assert seen(person) == set()


def test_tiers_see_downwards_and_never_upwards():
    levels = {level: make_project(level=level) for level in Level}

    seen_by = {tier: seen(make_officer(make_city(tier=tier))) for tier in Tier}

    public, general, peer, pilot = (levels[x] for x in (Level.PUBLIC, Level.GENERAL, Level.PEER, Level.PILOT))
    assert seen_by == {
        Tier.GENERAL: {public, general},
        Tier.PEER: {public, general, peer},
        Tier.PILOT: {public, general, peer, pilot},
    }


def test_a_partner_sees_what_is_public_and_what_is_opened_to_partners():
    public = make_project(level=Level.PUBLIC)
    opened = make_project(level=Level.PILOT, open_to_partners=True)
    make_project(level=Level.GENERAL)

    assert seen(make_officer(make_city(kind="partner"))) == {public, opened}


def test_a_visitor_sees_what_is_public():
    public = make_project(level=Level.PUBLIC)
    make_project(level=Level.GENERAL)

    assert seen(AnonymousUser()) == {public}


def test_a_grant_to_a_person_opens_one_object_until_its_end():
    person, other = make_officer(), make_officer()
    project = make_project(level=Level.NAMED)
    staff = make_staff()

    actions.grant(
        project, to=person, by=staff, reason="speaks there", until=timezone.now() + timedelta(days=1)
    )
    assert (seen(person), seen(other)) == ({project}, set())

    actions.grant(project, to=person, by=staff, until=timezone.now() - timedelta(seconds=1))
    assert seen(person) == set()


def test_a_grant_to_a_circle_opens_one_object_to_its_cities_only():
    pairing = make_pairing()
    project = make_project(level=Level.NAMED)
    actions.grant(project, to=pairing.circle.group, by=make_staff())

    assert seen(make_officer(pairing.peer_city)) == {project, pairing.project}
    assert seen(make_officer(make_city(tier=Tier.PILOT))) == {pairing.project}


def test_a_revoked_grant_counts_at_once_and_leaves_history():
    person, staff = make_officer(), make_staff()
    project = make_project(level=Level.NAMED)
    actions.grant(project, to=person, by=staff)

    actions.revoke(project, to=person, by=staff)

    assert seen(person) == set()
    history = Entry.objects.about(project).values_list("verb", "actor_id", "details")
    assert list(history) == [
        ("revoked", staff.pk, {"person": person.pk}),
        ("granted", staff.pk, {"person": person.pk}),
    ]


def test_a_grant_goes_with_its_object_and_opens_no_later_one_with_the_same_key():
    person = make_officer()
    project = make_project(level=Level.NAMED)
    actions.grant(project, to=person, by=make_staff())
    key = project.pk
    project.texts.all().delete()
    project.delete()

    again = make_project(level=Level.NAMED, pk=key)

    assert seen(person) == set()
    assert can_view(viewer_of(make_staff(), verified=True), again)


def test_staff_see_in_lists_what_their_right_opens_in_the_admin():
    make_project(level=Level.NAMED, published=False)

    assert PilotProject.objects.visible_to(viewer_of(make_staff(), verified=True)).count() == 1
    assert seen(make_staff(is_superuser=False)) == set()


def test_a_city_sees_its_own_unpublished_project():
    city = make_city(tier=Tier.PILOT)
    draft = make_project(city, published=False)

    assert seen(make_officer(city)) == {draft}
    assert seen(make_officer(make_city(tier=Tier.PILOT))) == set()


def test_has_perm_gives_the_lists_answer():
    person = make_officer(make_city(tier=Tier.PEER))
    open_to_peers, for_pilots = make_project(level=Level.PEER), make_project(level=Level.PILOT)

    assert person.has_perm("pilots.view_pilotproject", open_to_peers) is True
    assert person.has_perm("pilots.view_pilotproject", for_pilots) is False
    assert person.has_perm("pilots.change_pilotproject", open_to_peers) is False
    assert person.has_perm("resources.view_resource", open_to_peers) is False
    assert person.get_all_permissions(open_to_peers) == {"pilots.view_pilotproject"}


def test_has_perm_gives_visitors_and_closed_accounts_what_is_public():
    public, general = make_project(level=Level.PUBLIC), make_project(level=Level.GENERAL)

    for person in (AnonymousUser(), make_officer(person=make_user(is_active=False))):
        answers = [person.has_perm("pilots.view_pilotproject", it) for it in (public, general)]
        assert answers == [True, False]


def test_has_perm_gives_staff_what_their_lists_show():
    hidden = make_project(level=Level.NAMED, published=False)
    reader = make_staff(is_superuser=False)
    reader.user_permissions.add(Permission.objects.get(codename="view_pilotproject"))

    answers = []
    for person in (make_staff(), reader, make_staff(is_superuser=False)):
        person.is_verified = True
        answers.append(person.has_perm("pilots.view_pilotproject", hidden))
        assert answers[-1] is can_view(viewer_of(person, verified=True), hidden)
    assert answers == [True, True, False]


def test_many_viewers_cost_one_query(django_assert_num_queries):
    people = [make_officer(make_city(tier=tier)) for tier in (Tier.GENERAL, Tier.PILOT)]

    with django_assert_num_queries(1):
        viewers = viewers_of(people)

    assert viewers == {person.pk: viewer_of(person) for person in people}


@pytest.mark.parametrize("level", Level.values)
@pytest.mark.parametrize("open_to_partners", [False, True])
def test_the_audience_is_everybody_who_sees_it_and_nobody_else(level, open_to_partners):
    make_officer(person=make_user(is_active=False))
    named, circled = make_officer(), make_city()
    may_sign_in = [
        make_officer(make_city(member=False)),
        make_user(),
        *(make_officer(make_city(tier=tier)) for tier in Tier),
        make_officer(make_city(kind="partner")),
        named,
        make_officer(circled),
    ]
    project = make_project(level=level, open_to_partners=open_to_partners)
    actions.grant(project, to=named, by=make_staff())
    actions.grant(project, to=circled.circle.group, by=make_staff())

    found = audience.audience(
        level=level, open_to_partners=open_to_partners, groups=[circled.circle.group_id], people=[named.pk]
    )

    assert set(found.filter(is_staff=False)) == {
        person for person in may_sign_in if can_view(viewer_of(person), project)
    }
