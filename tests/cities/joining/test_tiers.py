"""A change of tier from a day on: decided, told on its day, taken back before."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.directory.tiers import Level, Tier
from cities.joining import emails, numbers, refusals
from cities.joining.actions import memberships, tiers
from cities.leaving.losses import places_lost_by_tier
from cities.models import TierPlan
from cities.sharing.viewers import viewer_of
from icaforum.audit.models import Entry
from icaforum.forum.actions import change_settings
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from tests.factories import make_city, make_event, make_officer, make_registration, make_staff, make_user
from tests.pages import Page

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def today():
    return timezone.now().date()


def told():
    return sorted(Message.objects.filter(kind="tier_changed").values_list("ids__person", flat=True))


def standing(city):
    return [(row.tier, row.is_open) for row in city.memberships.order_by("pk")]


def test_a_change_today_counts_at_once_and_tells_every_active_person():
    city = make_city(name="Lima", tier=Tier.GENERAL)
    team = [make_officer(city), make_officer(city)]
    make_officer(city, person=make_user(is_active=False))
    make_officer(city, until=timezone.now())

    tiers.set_tier(city.membership, tier=Tier.PEER, counts_from=today(), by=make_staff())

    assert standing(city) == [(Tier.GENERAL, False), (Tier.PEER, True)]
    assert told() == sorted(person.pk for person in team)
    mail = written(Message.objects.filter(kind="tier_changed").first())
    assert mail.subject == "Lima is now: Peer city"
    assert "Learning with a pilot city, as a pair." in mail.text
    assert "What ends" not in mail.text


def test_a_day_to_come_changes_nothing_and_tells_nobody_before():
    city = make_city(tier=Tier.PILOT)
    person, staff = make_officer(city), make_staff()

    tiers.set_tier(city.membership, tier=Tier.PEER, counts_from=today() + 40 * DAY, reason="Over", by=staff)
    tiers.change_planned()

    assert (standing(city), told()) == ([(Tier.PILOT, True)], [])
    assert viewer_of(person).level == Level.PILOT
    assert [entry.verb for entry in Entry.objects.about(city.membership)] == ["tier change planned"]

    assert tiers.change_planned(now=timezone.now() + 41 * DAY) == 1
    assert tiers.change_planned(now=timezone.now() + 41 * DAY) == 0

    before, now = city.memberships.order_by("pk")
    assert (before.reason, before.until, now.tier) == ("Over", now.since, Tier.PEER)
    assert now.since.date() == today() + 40 * DAY
    assert (told(), TierPlan.objects.exists()) == ([person.pk], False)


def test_the_day_begins_where_the_secretariat_is():
    change_settings(by=None, time_zone="Pacific/Auckland")
    city = make_city(tier=Tier.PEER)

    tiers.set_tier(city.membership, tier=Tier.PILOT, counts_from=today() + 9 * DAY, by=None)

    assert TierPlan.objects.get().counts_from.date() == today() + 8 * DAY


def test_a_plan_is_moved_and_taken_back_before_its_day():
    city, staff = make_city(tier=Tier.GENERAL), make_staff()
    for tier, days in ((Tier.PEER, 3), (Tier.PILOT, 5)):
        tiers.set_tier(city.membership, tier=tier, counts_from=today() + days * DAY, by=staff)
    assert TierPlan.objects.get().tier == Tier.PILOT

    tiers.take_back_tier(city.membership, by=staff)

    assert tiers.change_planned(now=timezone.now() + 9 * DAY) == 0
    assert standing(city) == [(Tier.GENERAL, True)]
    with pytest.raises(tiers.NothingPlanned):
        tiers.take_back_tier(city.membership, by=staff)


@pytest.mark.parametrize("verb", ["end", "change"])
def test_a_plan_ends_with_the_membership_it_is_of(verb):
    city = make_city(tier=Tier.GENERAL)
    tiers.set_tier(city.membership, tier=Tier.PEER, counts_from=today() + DAY, by=None)
    assert TierPlan.objects.exists()

    if verb == "end":
        memberships.end_membership(city.membership, by=None)
    else:
        memberships.change_tier(city.membership, tier=Tier.PILOT, by=None)

    assert not TierPlan.objects.exists()


@pytest.mark.parametrize("days", [-1, -4000, 3 * 366 + 1])
def test_a_day_that_is_over_or_a_slip_is_refused(days):
    city = make_city(tier=Tier.GENERAL)

    with pytest.raises(refusals.WrongDay):
        tiers.set_tier(city.membership, tier=Tier.PEER, counts_from=today() + days * DAY, by=None)

    assert (standing(city), TierPlan.objects.count()) == ([(Tier.GENERAL, True)], 0)


def test_the_tier_of_today_and_a_tier_for_a_partner_are_refused_for_a_day_to_come():
    city, partner = make_city(tier=Tier.PEER), make_city(kind="partner")

    for row, tier in ((city.membership, Tier.PEER), (partner.membership, Tier.PILOT)):
        with pytest.raises(refusals.WrongTier):
            tiers.set_tier(row, tier=tier, counts_from=today() + DAY, by=None)


def test_a_planned_place_of_a_limited_number_is_taken():
    change_settings(by=None, max_peer_cities=1)
    first, second = make_city(tier=Tier.GENERAL).membership, make_city(tier=Tier.GENERAL).membership

    for _again in range(2):  # moved to the same day: its own place is no hindrance
        tiers.set_tier(first, tier=Tier.PEER, counts_from=today() + DAY, by=None)

    with pytest.raises(numbers.Full):
        tiers.set_tier(second, tier=Tier.PEER, counts_from=today() + DAY, by=None)
    assert tiers.change_planned(now=timezone.now() + 2 * DAY) == 1


def test_the_mail_is_not_sent_once_the_tier_or_the_seat_is_another():
    city = make_city(tier=Tier.GENERAL)
    person = make_officer(city)
    memberships.change_tier(city.membership, tier=Tier.PEER, by=None)
    ids = Message.objects.get(kind="tier_changed").ids
    assert emails.tier_changed(ids) is not None

    person.seats.update(until=timezone.now())
    assert emails.tier_changed(ids) is None

    person.seats.update(until=None)
    memberships.change_tier(city.memberships.open().get(), tier=Tier.PILOT, by=None)
    assert emails.tier_changed(ids) is None


def test_what_would_be_lost_is_counted_before_and_is_what_the_new_tier_does_not_see():
    city = make_city(tier=Tier.PILOT)
    person = make_officer(city)
    for level in (Level.GENERAL, Level.PEER, Level.PILOT):
        make_registration(make_event(level=level), person=person)

    assert [places_lost_by_tier(city, tier) for tier in (Tier.GENERAL, Tier.PEER, Tier.PILOT)] == [2, 1, 0]


def test_the_page_of_a_city_plans_a_tier_in_one_form_and_takes_it_back(client):
    city = make_city(name="Lima", tier=Tier.PILOT)
    person = make_officer(city)
    make_registration(make_event(level=Level.PILOT), person=person)
    client.force_login(make_staff())
    address = reverse("admin:cities_city_verb", args=[city.pk, "tier"])

    asked = client.get(address).text
    done = client.post(address, {"tier": "1", "counts_from": str(today() + 9 * DAY)}, follow=True)

    assert "As Forum member: Ends: " in asked
    assert "1 place at a coming webinar is given up, which a mail says." in asked
    assert "Planned: Lima, Forum member from " in done.content.decode()
    assert TierPlan.objects.get().membership.city == city
    back = reverse("admin:cities_city_verb", args=[city.pk, "take-back-tier"])
    assert f'href="{back}"' in done.content.decode()
    client.post(back)
    assert (TierPlan.objects.count(), standing(city)) == (0, [(Tier.PILOT, True)])


@pytest.mark.parametrize("day", ["x", "9999-12-31", "0001-01-01", "2026-02-31", "\x00", "9" * 400])
def test_a_day_that_is_none_is_said_in_the_form(client, day):
    city = make_city(tier=Tier.PILOT)
    client.force_login(make_staff())

    answer = client.post(
        reverse("admin:cities_city_verb", args=[city.pk, "tier"]), {"tier": "1", "counts_from": day}
    )

    assert (answer.status_code, TierPlan.objects.count()) == (200, 0)
    assert answer.context["form"].errors


@pytest.mark.parametrize("days", [-1, 4 * 366])
def test_a_day_that_cannot_be_is_said_beside_its_field(client, days):
    client.force_login(make_staff())
    address = reverse("admin:cities_city_verb", args=[make_city(tier=Tier.GENERAL).pk, "tier"])

    page = Page(client.post(address, {"tier": "2", "counts_from": str(today() + days * DAY)}))

    assert page.texts("#id_counts_from_error") == ["Choose a day from today on, and within three years."]
    assert page.html.select_one("#id_counts_from")["aria-invalid"] == "true"
