"""How many peer cities and cities outside C40 may join: said where one decides, counted under the lock."""

from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from django.db import connection
from django.urls import reverse

from cities.directory.tiers import Tier
from cities.joining import numbers
from cities.joining.actions import memberships
from cities.joining.numbers import Full
from cities.models import City, Membership
from icaforum.audit.record import Refused
from icaforum.forum import actions
from icaforum.forum.actions import change_settings
from tests.factories import make_application, make_city, make_staff
from tests.pages import Page

pytestmark = pytest.mark.django_db

OTHER = City.Kind.OTHER


@pytest.fixture
def staff(client):
    client.force_login(make_staff())
    return client


def beyond(what, number):
    return f"{what}: {number} are in the Forum already, so this would be one more than agreed."


def test_the_sheet_says_how_many_are_in_where_one_decides(staff):
    make_city(tier=Tier.PEER)
    make_city(kind=OTHER)
    change_settings(by=None, max_peer_cities=12, max_other_cities=1)
    application = make_application(kind=OTHER, city_name="Hillford")

    page = Page(staff.get(reverse("admin:cities_application_change", args=[application.pk])))

    assert page.texts("#decision-tier option") == ["Forum member", "Peer city (1 of 12)", "Pilot city"]
    assert "One more city outside C40 may join." in page.texts(".checks__rule")
    assert beyond("Cities outside C40", "1 of 1") in page.texts(".checks__reason")


def test_letting_a_city_in_by_hand_says_it_too(staff):
    make_city(kind=OTHER)
    change_settings(by=None, max_other_cities=3)
    said = {
        kind: staff.get(
            reverse("admin:cities_city_verb", args=[make_city(kind=kind, member=False).pk, name])
        ).text
        for kind, name in ((OTHER, "open-other"), (City.Kind.C40, "open"))
    }

    assert ["Cities outside C40 in the Forum: 1 of 3." in said[kind] for kind in said] == [True, False]


def ended(**facts):
    membership = make_city(**facts).memberships.get()
    return memberships.end_membership(membership, by=None)


def test_a_form_speaks_of_the_numbers_alone_in_which_its_city_would_count(staff):
    make_city(kind=OTHER)
    peer = make_city(tier=Tier.PEER).membership
    change_settings(by=None, max_other_cities=1, max_peer_cities=1)
    outside, inside = (make_city(kind=kind, member=False) for kind in (OTHER, City.Kind.C40))
    member, other_peer = ended(tier=Tier.GENERAL), ended(kind=OTHER, tier=Tier.PEER)
    peers, others = beyond("Peer cities", "1 of 1"), beyond("Cities outside C40", "1 of 1")
    pages = {
        ("membership", make_city(tier=Tier.GENERAL).membership, "tier"): [peers],
        ("membership", peer, "tier"): [],
        ("city", peer.city, "tier"): [],
        ("city", inside, "open"): [peers],
        ("city", outside, "open-other"): [peers, others],
        ("membership", member, "reopen"): [],
        ("city", member.city, "reopen"): [],
        ("membership", ended(kind=City.Kind.PARTNER), "reopen"): [],
        ("membership", other_peer, "reopen"): [peers, others],
        ("city", other_peer.city, "reopen"): [peers, others],
        ("application", make_application(), "approve"): [peers],
        ("application", make_application(kind=OTHER, city_name="Hillford"), "approve"): [peers, others],
    }

    said = {
        (kind, row, verb): Page(staff.get(reverse(f"admin:cities_{kind}_verb", args=[row.pk, verb])))
        for kind, row, verb in pages
    }

    for which, numbers_said in pages.items():
        assert (which, [it for it in (peers, others) if it in said[which].html.get_text()]) == (
            which,
            numbers_said,
        )
        assert bool(said[which].html.select_one("[name=beyond_limit]")) == bool(numbers_said)


def test_without_a_limit_nothing_is_counted_on_the_sheet(staff):
    application = make_application(kind=OTHER, city_name="Hillford")

    page = Page(staff.get(reverse("admin:cities_application_change", args=[application.pk])))

    assert page.texts("#decision-tier option") == ["Forum member", "Peer city", "Pilot city"]
    assert "One more city outside C40 may join." not in page.texts(".checks__rule")


def test_one_more_than_agreed_is_refused_until_somebody_says_that_it_may(staff):
    make_city(kind=OTHER)
    change_settings(by=None, max_other_cities=1)
    application = make_application(kind=OTHER, city_name="Hillford")
    url = reverse("admin:cities_application_verb", args=[application.pk, "approve"])

    refused = staff.post(url, {"tier": "1", "note": "Welcome"})

    said = beyond("Cities outside C40", "1 of 1")
    assert refused.context["form"].non_field_errors() == [f"{said} Tick that it may, and press again."]
    page = Page(refused)
    assert page.typed["note"] == "Welcome"
    assert page.html.select_one("[name=beyond_limit]")
    assert not Membership.objects.filter(city__name="Hillford").exists()

    assert staff.post(url, {"tier": "1", "beyond_limit": "on"}).status_code == 302
    assert Membership.objects.open().filter(city__name="Hillford").count() == 1


@pytest.mark.parametrize(
    ("kind", "tier", "refused"),
    [
        (City.Kind.C40, Tier.GENERAL, False),
        (City.Kind.C40, Tier.PILOT, False),
        (City.Kind.C40, Tier.PEER, True),
        (OTHER, Tier.GENERAL, True),
        (City.Kind.PARTNER, None, False),
    ],
)
def test_only_what_is_limited_counts_against_a_limit(kind, tier, refused):
    make_city(kind=OTHER, tier=Tier.PEER)
    change_settings(by=None, max_peer_cities=1, max_other_cities=1)
    city = make_city(kind=kind, member=False)

    if refused:
        with pytest.raises(Full):
            memberships.open_membership(city, tier=tier, by=None)
    else:
        memberships.open_membership(city, tier=tier, by=None)
    assert city.memberships.open().count() == (not refused)


def test_a_change_of_tier_counts_and_a_city_that_is_one_already_does_not_count_twice(staff):
    make_city(tier=Tier.PEER)
    outside = make_city(kind=OTHER, tier=Tier.PILOT).membership
    change_settings(by=None, max_peer_cities=1, max_other_cities=1)
    url = reverse("admin:cities_membership_verb", args=[outside.pk, "tier"])

    page = Page(staff.get(url))
    assert "Peer city (1 of 1)" in page.texts("label")
    with pytest.raises(Full):
        memberships.change_tier(outside, tier=Tier.PEER, by=None)
    # It is in already, so the number of cities outside C40 stays.
    memberships.change_tier(outside, tier=Tier.GENERAL, by=None)

    change_settings(by=None, max_peer_cities=2)
    with pytest.raises(Refused):  # ended meanwhile, by the change above
        memberships.change_tier(outside, tier=Tier.PEER, by=None)
    memberships.change_tier(Membership.objects.open().get(city=outside.city), tier=Tier.PEER, by=None)
    assert str(numbers.selected_cities()) == "2 of 2"


# Two at once


@pytest.fixture
def last_place(monkeypatch):
    """Two cities for the last place, each counted before either is written."""
    make_city(kind=OTHER)
    change_settings(by=None, max_other_cities=2)
    barrier, counted = Barrier(2), numbers.other_cities

    def waits(*forum):
        number = counted(*forum)
        with suppress(BrokenBarrierError):  # broken where the other one waits at the lock
            barrier.wait(timeout=2)
        return number

    monkeypatch.setattr(numbers, "other_cities", waits)
    return [make_city(kind=OTHER, member=False) for _number in range(2)]


def let_in_at_once(cities):
    """By the verb itself: approving holds the lock of names as well."""

    def run(city):
        with suppress(Full):
            memberships.open_membership(city, tier=Tier.GENERAL, by=None)
        connection.close()

    threads = [Thread(target=run, args=(city,)) for city in cities]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Membership.objects.open().filter(city__in=cities).count()


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_for_the_last_place_one_is_asked(last_place):
    assert let_in_at_once(last_place) == 1


@pytest.mark.django_db(transaction=True)
def test_its_twin_without_the_lock_lets_both_in(last_place, monkeypatch):
    monkeypatch.setattr(numbers, "locked_settings", actions.ForumSettings.the)

    assert let_in_at_once(last_place) == 2
