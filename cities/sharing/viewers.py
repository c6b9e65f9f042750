"""Builds viewers: what a person may see, from open seats in cities with open memberships."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser

from cities.people.models import Officer, User
from cities.tiers import LEVEL_OF, Level, Tier
from cities.viewer import Viewer


class _Seat(NamedTuple):
    """A seat with one of the circles of its city: what a viewer is made of."""

    city: int
    role: str
    tier: int | None
    group: int | None
    city_name: str
    time_zone: str


# The lookups from a seat (`Officer`) to the facts above, in the same order.
_FACTS = (
    *("city_id", "role", "city__memberships__tier", "city__circles__group_id"),
    *("city__name", "city__time_zone"),
)


def viewer_of(user: User | AnonymousUser, *, without: Officer | None = None) -> Viewer:
    """Return what this person may see, at the cost of one query (two for staff).

    `without` leaves one seat out, to say beforehand what its end would mean.
    """
    if not user.is_authenticated or not user.is_active:
        return Viewer.public()
    seats = user.seats.standing().exclude(pk=without.pk if without else None)
    return _from_seats(user, [_Seat(*facts) for facts in seats.values_list(*_FACTS)])


def viewers_of(users: Iterable[User]) -> dict[int, Viewer]:
    """Return the viewers of many people, by their keys, in one query (staff cost theirs each).

    People who may not sign in are left out.
    """
    people = {user.pk: user for user in users if user.is_active}
    seats: dict[int, list[_Seat]] = {pk: [] for pk in people}
    standing = Officer.objects.standing().filter(person__in=people)
    for pk, *facts in standing.values_list("person_id", *_FACTS):
        seats[pk].append(_Seat(*facts))
    return {pk: _from_seats(user, seats[pk]) for pk, user in people.items()}


def _from_seats(user: User, seats: Sequence[_Seat]) -> Viewer:
    tiers = [None if seat.tier is None else Tier(seat.tier) for seat in seats]
    cities = [seat for seat in seats if seat.tier is not None]  # nobody reads the clock of a partner
    same_clock = {seat.city_name for seat in cities if seat.time_zone == user.time_zone}
    return Viewer(
        user_id=user.pk,
        level=max((LEVEL_OF[tier] for tier in tiers), default=Level.PUBLIC),
        is_partner=None in tiers,
        group_ids=frozenset(seat.group for seat in seats if seat.group),
        city_ids=frozenset(seat.city for seat in seats),
        lead_of=frozenset(seat.city for seat in seats if seat.role == Officer.Role.LEAD),
        staff_views=_staff_views(user),
        city_names=tuple(sorted({seat.city_name for seat in seats})),
        clock_city=min(same_clock, default=""),
    )


def _staff_views(user: User) -> frozenset[str]:
    """The labels of the models that this member of the secretariat may list: «events.event»."""
    if not user.is_staff:
        return frozenset()
    parts = (permission.partition(".view_") for permission in user.get_all_permissions())
    return frozenset(f"{app}.{model}" for app, found, model in parts if found)
