"""Who sees an event beyond its level."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction

from cities.access import grant, revoke
from cities.models import City, User
from events.actions.locks import locked
from events.actions.places import settle
from events.models import Event


@transaction.atomic
def choose(
    event: Event,
    *,
    by: User,
    cities: Iterable[City],
    people: Iterable[User],
    reason: str = "",
    until: datetime | None = None,
) -> Event:
    """Make these the cities and people who see it beyond its level; circles of pairings stay as they are.

    Each one added or taken away leaves its own line of history, by `access.grant` and `access.revoke`.
    """
    event, _now = locked(event)
    wanted = {*Group.objects.filter(circle__city__in=list(cities)), *people}
    held = {
        *Group.objects.filter(circle__city__isnull=False, pk__in=event.circle_grants.values("group_id")),
        *User.objects.filter(pk__in=event.person_grants.values("user_id")),
    }
    for to in sorted(wanted - held, key=_order):
        grant(event, to=to, by=by, reason=reason, until=until)
    for to in sorted(held - wanted, key=_order):
        revoke(event, to=to, by=by)
    return settle(event, by=by)


def _order(to: Group | User) -> tuple[str, int]:
    return type(to).__name__, to.pk
