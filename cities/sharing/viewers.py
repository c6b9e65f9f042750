"""Builds viewers: what a person may see, from open seats in cities with open memberships.

Nothing of it is stored, so a change of seat or tier counts from the next request on and there is nothing to
keep in step (docs/decisions/0002-who-sees-what.md).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser

from cities.directory.models import City
from cities.directory.tiers import LEVEL_OF, Level, Tier
from cities.directory.viewer import Viewer
from cities.people.models import Officer, User


class _SeatFacts(NamedTuple):
    """What a viewer needs of one open seat, once for each circle of its city.

    `membership` is the key of the city's open membership, and None for a city that is not in the Forum.
    """

    membership: int | None
    city: int
    role: str
    tier: int | None
    group: int | None
    city_name: str
    time_zone: str


# The lookups from a seat (`Officer`) to the facts above, in the same order.
_LOOKUPS = (
    *("membership__pk", "city_id", "role", "membership__tier", "city__circles__group_id"),
    *("city__name", "city__time_zone"),
)


def viewer_of(user: User | AnonymousUser, *, verified: bool = False) -> Viewer:
    """Return what this person may see, at the cost of one query (two for staff, none for a visitor).

    Only with `verified` does a member of the secretariat see more than by a seat: it says that the second
    step was shown in the session at hand, as `user.is_verified` does of a request's person.
    """
    if not user.is_authenticated or not user.is_active:
        return Viewer.public()
    seats = user.seats.open().with_membership()
    facts = [_SeatFacts(*facts) for facts in seats.values_list(*_LOOKUPS)]
    return _from_seats(user, facts, user.staff_permissions() if verified else ())


def viewers_of(
    users: Iterable[User], *, without: Collection[Officer] = (), as_if: Mapping[int, Tier] | None = None
) -> dict[int, Viewer]:
    """Return the viewers of many people, by their keys, in one query: each as `viewer_of` without a session.

    People who may not sign in are left out. `without` leaves seats out, to say beforehand what their end
    would mean; `as_if` gives cities in the Forum, by their keys, another tier.
    """
    people = {user.pk: user for user in users if user.is_active}
    # Everybody has an entry, also without a seat: that is somebody who sees what the public sees.
    seats: dict[int, list[_SeatFacts]] = {pk: [] for pk in people}
    held = Officer.objects.open().with_membership().filter(person__in=people)
    held = held.exclude(pk__in=[seat.pk for seat in without])
    for pk, *facts in held.values_list("person_id", *_LOOKUPS):
        seat = _SeatFacts(*facts)
        seats[pk].append(seat._replace(tier=as_if.get(seat.city, seat.tier)) if as_if else seat)
    return {pk: _from_seats(user, seats[pk]) for pk, user in people.items()}


def viewer_of_city(city: City) -> Viewer:
    """Return what a contact of this city sees who is no lead, by the city's part in the Forum alone.

    At one query; a city that is not in the Forum sees what the public sees.
    """
    found = City.objects.filter(pk=city.pk, memberships__until__isnull=True)
    facts = found.values_list("memberships__pk", "pk", "memberships__tier", "circles__group_id", "name")
    seats = [
        _SeatFacts(membership, pk, Officer.Role.OFFICER, tier, group, name, "")
        for membership, pk, tier, group, name in facts
    ]
    return _from_seats(None, seats)


def _from_seats(user: User | None, held: Sequence[_SeatFacts], permissions: Iterable[str] = ()) -> Viewer:
    """The viewer of somebody with these open seats, and these rights in the secretariat; None: of anybody.

    Of several seats that stand, the highest tier counts.
    """
    seats = [seat for seat in held if seat.membership is not None]
    tiers = [None if seat.tier is None else Tier(seat.tier) for seat in seats]
    cities = [seat for seat in seats if seat.tier is not None]  # nobody reads the clock of a partner
    # Any of the cities whose clock is the person's own; the first by name, so that it is always the same.
    same_clock = {seat.city_name for seat in cities if user and seat.time_zone == user.time_zone}
    return Viewer(
        user_id=user.pk if user else None,
        level=max((LEVEL_OF[tier] for tier in tiers), default=Level.PUBLIC),
        is_partner=None in tiers,
        group_ids=frozenset(seat.group for seat in seats if seat.group),
        city_ids=frozenset(seat.city for seat in seats),
        lead_of=frozenset(seat.city for seat in seats if seat.role == Officer.Role.LEAD),
        # The rights that open the models' lists and verbs in the admin, so that it and the pages agree.
        staff_views=_models_in(permissions, "view"),
        staff_changes=_models_in(permissions, "change"),
        keeps_exceptions=user is not None and (bool(seats) or not held),
        city_names=tuple(sorted({seat.city_name for seat in seats})),
        clock_city=min(same_clock, default=""),
    )


def _models_in(permissions: Iterable[str], right: str) -> frozenset[str]:
    """The labels of the models to which these permissions give the right: «events.event»."""
    parts = (permission.partition(f".{right}_") for permission in permissions)
    return frozenset(f"{app}.{model}" for app, found, model in parts if found)
