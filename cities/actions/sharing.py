"""Who sees a shared object beyond its level."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction

from cities.access import Shared, grant, revoke
from cities.audience import chosen_cities, chosen_people
from cities.models import City, User


@transaction.atomic
def choose(
    shared: Shared,
    *,
    by: User,
    cities: Iterable[City],
    people: Iterable[User],
    reason: str = "",
    until: datetime | None = None,
) -> Shared:
    """Make these the cities and people who see it beyond its level; circles of pairings stay as they are.

    Each one added or taken away leaves its own line of history, by `access.grant` and `access.revoke`.
    """
    shared = type(shared)._default_manager.select_for_update().get(pk=shared.pk)
    wanted = {*_circles_of(cities), *people}
    held = {*_circles_of(chosen_cities(shared)), *chosen_people(shared)}
    for to in sorted(wanted - held, key=_order):
        grant(shared, to=to, by=by, reason=reason, until=until)
    for to in sorted(held - wanted, key=_order):
        revoke(shared, to=to, by=by)
    return shared


def _circles_of(cities: Iterable[City]) -> Iterable[Group]:
    return Group.objects.filter(circle__city__in=list(cities))


def _order(to: Group | User) -> tuple[str, int]:
    return type(to).__name__, to.pk
