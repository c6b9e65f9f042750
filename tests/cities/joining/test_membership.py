"""A city's time in the Forum: dated rows that the database itself keeps in order."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cities.directory import actions
from cities.directory.tiers import Level, Tier
from cities.invitations.actions import inviting
from cities.joining import emails, refusals
from cities.joining.actions import memberships
from cities.models import Circle, City, Invitation, Membership
from cities.sharing.viewers import viewer_of
from icaforum.audit.models import Entry
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from tests.factories import make_city, make_lead, make_officer, make_staff, make_theme, make_user

pytestmark = pytest.mark.django_db


def test_a_new_city_gets_its_circle_and_its_word_in_addresses():
    heat = make_theme()

    city = actions.add_city(
        kind=City.Kind.C40, name="São Paulo", country="BR", themes=[heat], by=make_staff()
    )

    assert (city.slug, city.sort_name) == ("sao-paulo", "sao paulo")
    assert list(city.themes.all()) == [heat]
    assert list(city.circle.cities.all()) == [city]
    assert [entry.verb for entry in Entry.objects.about(city)] == ["added"]


def test_a_second_city_of_the_same_name_gets_its_country_and_then_a_number():
    facts = {"kind": City.Kind.OTHER, "name": "London", "by": None}

    slugs = [
        actions.add_city(**facts, country="GB").slug,
        actions.add_city(**facts, country="CA").slug,
        actions.add_city(**facts | {"kind": City.Kind.PARTNER}, country="CA").slug,
    ]

    assert slugs == ["london", "london-ca", "london-ca-2"]


def test_a_city_whose_name_has_no_latin_letter_still_has_an_address():
    city = actions.add_city(kind=City.Kind.C40, name="東京", country="JP", by=None)

    assert city.slug == "city"


def test_a_city_stands_in_the_directory_once():
    actions.add_city(kind=City.Kind.C40, name="Bogotá", country="CO", by=None)

    with pytest.raises(actions.AlreadyInDirectory, match="bogota stands in the directory already"):
        actions.add_city(kind=City.Kind.C40, name="bogota", country="CO", by=None)

    assert (City.objects.count(), Circle.objects.count()) == (1, 1)


def test_an_edit_changes_what_differs_and_leaves_one_line():
    city = make_city(name="Lima", about="")

    actions.edit_city(city, about="We plant trees.", website="", themes=[make_theme()], by=make_staff())
    actions.edit_city(city, about="We plant trees.", by=make_staff())

    city.refresh_from_db()
    assert city.about == "We plant trees."
    assert [entry.details for entry in Entry.objects.about(city)] == [{"fields": ["about", "themes"]}]


def test_a_renamed_city_is_sorted_by_its_new_name_and_found_by_the_old_one():
    city = make_city(name="Bombay")

    actions.edit_city(city, name="Mumbai", by=None)

    city.refresh_from_db()
    assert (city.sort_name, city.other_names, city.keys) == ("mumbai", "Bombay", ["mumbai", "bombay"])


def test_a_city_comes_in_once():
    city, staff = make_city(member=False), make_staff()

    memberships.open_membership(city, tier=Tier.PEER, by=staff)

    with pytest.raises(memberships.AlreadyMember):
        memberships.open_membership(city, tier=Tier.GENERAL, by=staff)
    assert [row.tier for row in city.memberships.all()] == [Tier.PEER]


def test_cities_have_a_tier_and_partners_none():
    city, partner = make_city(member=False), make_city(kind=City.Kind.PARTNER, member=False)

    with pytest.raises(refusals.WrongTier, match="Choose the tier"):
        memberships.open_membership(city, tier=None, by=None)
    with pytest.raises(refusals.WrongTier, match="A partner has no tier"):
        memberships.open_membership(partner, tier=Tier.GENERAL, by=None)

    assert memberships.open_membership(partner, tier=None, by=None).label == "Partner"


def test_the_database_refuses_a_second_open_row():
    city = make_city()

    with pytest.raises(IntegrityError, match="membership_one_open_a_city"), transaction.atomic():
        Membership.objects.create(city=city, tier=Tier.PEER, since=timezone.now())


def test_the_database_refuses_an_end_before_the_start():
    city, now = make_city(member=False), timezone.now()

    with pytest.raises(IntegrityError, match="membership_dates_in_order"), transaction.atomic():
        Membership.objects.create(city=city, tier=1, since=now, until=now - timedelta(seconds=1))


def test_a_change_of_tier_closes_one_row_and_opens_the_next_at_the_same_moment():
    city = make_city(tier=Tier.GENERAL)
    person = make_officer(city)
    assert viewer_of(person).level == Level.GENERAL

    following = memberships.change_tier(
        city.membership, tier=Tier.PILOT, by=make_staff(), reason="Its project"
    )

    earlier = city.memberships.get(until__isnull=False)
    assert (earlier.tier, earlier.until, earlier.reason) == (Tier.GENERAL, following.since, "Its project")
    assert (following.tier, following.until) == (Tier.PILOT, None)
    assert viewer_of(person).level == Level.PILOT


def test_a_change_to_the_same_tier_is_refused():
    city = make_city(tier=Tier.PEER)

    with pytest.raises(refusals.WrongTier, match="is that already: Peer city"):
        memberships.change_tier(city.membership, tier=Tier.PEER, by=None)

    assert city.memberships.count() == 1


def test_a_city_that_leaves_keeps_its_people_without_rights_and_its_invitations_end():
    city = make_city(tier=Tier.PEER)
    lead = make_lead(city)
    invitation = inviting.invite(city, email="new@city.example", by=lead)
    assert viewer_of(lead).lead_of == {city.pk}

    ended = memberships.end_membership(city.membership, by=make_staff(), reason="A new mayor")

    assert not ended.is_open
    assert viewer_of(lead).city_ids == frozenset()
    assert viewer_of(lead).level == Level.PUBLIC
    assert lead.seats.open().count() == 1
    assert Invitation.objects.get(pk=invitation.pk).revoked_at == ended.until


def test_the_people_of_a_city_that_leaves_are_told_once_each():
    city = make_city(tier=Tier.PEER)
    team = [make_lead(city), make_officer(city)]
    make_officer(city, person=make_user(is_active=False))
    make_officer()

    memberships.end_membership(city.membership, by=make_staff())

    told = Message.objects.values_list("kind", "person")
    assert sorted(told) == sorted(("membership_ended", person.pk) for person in team)


def test_who_is_in_another_team_reads_where_they_stay():
    city, other = make_city(name="Lima"), make_city(name="Quito")
    person = make_officer(city, person=make_officer(other))

    memberships.end_membership(city.membership, by=None)

    for body in (written(Message.objects.get()).text, written(Message.objects.get()).html):
        assert "You stay in the team of Quito." in body
        assert "the library and the webinars for members" not in body
    assert person.seats.open().count() == 2


def test_nobody_hears_of_an_end_that_was_taken_back():
    city = make_city()
    make_lead(city)
    memberships.end_membership(city.membership, by=None)
    assert emails.membership_ended(Message.objects.get().ids) is not None

    memberships.open_membership(city, tier=Tier.GENERAL, by=None)

    assert emails.membership_ended(Message.objects.get().ids) is None


def test_what_has_ended_cannot_end_again_or_change():
    city = make_city()
    membership = city.membership
    memberships.end_membership(membership, by=None)

    with pytest.raises(refusals.MembershipEnded):
        memberships.end_membership(membership, by=None)
    with pytest.raises(refusals.MembershipEnded):
        memberships.change_tier(membership, tier=Tier.PILOT, by=None)


def test_a_city_that_comes_back_has_its_people_again():
    city = make_city()
    lead = make_lead(city)
    memberships.end_membership(city.membership, by=None)

    memberships.open_membership(city, tier=Tier.GENERAL, by=None)

    assert viewer_of(lead).lead_of == {city.pk}
    assert city.memberships.count() == 2
