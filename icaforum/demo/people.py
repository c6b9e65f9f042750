"""The demo's cities, memberships and people."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from cities.directory import actions
from cities.directory.tiers import Tier
from cities.invitations.actions import accepting, access_requests, inviting
from cities.joining.actions import memberships
from cities.leaving import actions as leaving
from cities.models import City, Theme, User
from cities.people.actions import colleagues
from cities.people.presets import group_of
from icaforum.demo.cast import (
    ACCOUNTS,
    DOMAIN,
    LAKEMOUTH,
    OUTSIDE,
    PASSWORD,
    PILOTS,
    SAMPLE_C40,
    SAMPLE_CITIES,
    SAMPLE_PARTNERS,
    SAMPLE_THEMES,
    STONEBRIDGE,
    Account,
)
from icaforum.privacy.actions import erase


def load() -> dict[str, User]:
    """Make staff, cities and people, and return all who can sign in, by their word in `cast`.

    Staff first, since they let everybody else in.
    """
    first, *others = [account for account in ACCOUNTS if account.staff]
    by = _staff(first)
    by.is_verified = True  # at work, as in the admin: the sample invitations take nothing from its limits
    people = {first.word: by} | {account.word: _staff(account, by) for account in others}
    _cities(by)
    for account in ACCOUNTS:
        if account.city:
            people[account.word] = _officer(account, by)
    seat = people["former"].seats.get()
    leaving.remove_officer(seat, by=by)
    _somebody_erased(by)
    access_requests.ask_for_access(
        City.objects.get(name=LAKEMOUTH), name="Noor Sample", email=f"noor@{DOMAIN}", language="en"
    )
    return people


def _somebody_erased(by: User) -> None:
    """Let somebody take part, and then have erased what is held of them: their seat leads to nobody."""
    gone = _officer(Account("gone", "Robin Sample", "was erased", city=STONEBRIDGE, role="officer"), by)
    erase(gone, by=gone)


def _staff(account: Account, by: User | None = None) -> User:
    """Make a person of the secretariat: the first one, or a colleague whom `by` adds with one preset."""
    zone = "Europe/Copenhagen"
    if by is None:
        person = User.objects.create_superuser(account.email, name=account.name, time_zone=zone)
        person.groups.add(group_of(account.staff))
        # allauth lets only verified addresses sign in, and nobody confirms one in the demo.
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    else:
        person = colleagues.add_colleague(
            email=account.email,
            name=account.name,
            language="en",
            time_zone=zone,
            presets=[account.staff],
            by=by,
        )
    person.set_password(PASSWORD)
    person.zone_confirmed_at = timezone.now()
    person.save(update_fields=["password", "zone_confirmed_at"])
    return person


def _cities(by: User) -> None:
    """Open the memberships of real cities, which is sample data, and add invented cities and partners."""
    since = timezone.now() - timedelta(days=540)
    tiers = dict.fromkeys(PILOTS, Tier.PILOT)
    for city in City.objects.filter(kind=City.Kind.C40).exclude(name__in=OUTSIDE):
        memberships.open_membership(city, tier=tiers.get(city.name, Tier.GENERAL), by=by, since=since)
    for city in City.objects.filter(name__in=PILOTS):
        # The one thing known of what a real city works on: the themes of its pilot project.
        actions.edit_city(city, by=by, themes=Theme.objects.filter(pilot_projects__hosts=city).distinct())
    for name, facts in SAMPLE_CITIES.items():
        where = {key: value for key, value in asdict(facts).items() if key not in {"tier", "days"}}
        city = _sample_city(name, City.Kind.OTHER, by, **where)
        came_in = timezone.now() - timedelta(days=facts.days)
        memberships.open_membership(city, tier=facts.tier, by=by, since=came_in)
    for name in SAMPLE_C40:
        _sample_city(name, City.Kind.C40, by, time_zone="UTC")
    for name, about in SAMPLE_PARTNERS.items():
        partner = actions.add_city(
            kind=City.Kind.PARTNER,
            name=name,
            by=by,
            is_sample=True,
            time_zone="Europe/Brussels",
            languages=["en", "fr"],
            themes=Theme.objects.filter(slug__in=SAMPLE_THEMES),
            about=about,
        )
        memberships.open_membership(partner, tier=None, by=by, since=since)


def _sample_city(name: str, kind: City.Kind, by: User, **facts: Any) -> City:
    themes = Theme.objects.filter(slug__in=SAMPLE_THEMES)
    return actions.add_city(
        kind=kind, name=name, by=by, is_sample=True, languages=["en"], themes=themes, **facts
    )


def _officer(account: Account, by: User) -> User:
    """Give a person a seat as everybody gets one, by an invitation that is accepted; return the person."""
    city = City.objects.get(name=account.city)
    offer = inviting.invite(city, email=account.email, by=by, name=account.name, role=account.role)
    facts = {"name": account.name, "language": "en", "time_zone": city.time_zone}
    seat = accepting.accept_invitation(offer, version=offer.link_version, by=None, **facts)
    person = seat.person
    person.set_password(PASSWORD)
    person.zone_confirmed_at = None  # so that the first visit asks whether the time is right
    person.save(update_fields=["password", "zone_confirmed_at"])
    return person
