"""Who sees a shared object beyond its level: granted, taken back, chosen."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, Group
from django.db import models, transaction
from django.utils.translation import gettext_lazy
from guardian.shortcuts import assign_perm, remove_perm

from cities.directory.models import City
from cities.people.models import User
from cities.sharing.audience import chosen_cities, chosen_people
from cities.sharing.models import Grant, Shared, view_permission
from cities.tiers import Level
from icaforum.audit.details import choice_of, name_details
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs

name_verbs(
    {"granted": gettext_lazy("granted an exception"), "revoked": gettext_lazy("took an exception back")}
)
name_details({"level": choice_of(Level.choices, gettext_lazy("who can see this"))})


@transaction.atomic
def grant(
    obj: models.Model,
    *,
    to: AbstractBaseUser | Group,
    by: AbstractBaseUser,
    reason: str = "",
    until: datetime | None = None,
) -> Grant:
    """Let one person, or the cities of one circle (its group), see one object beyond its level."""
    row = assign_perm(view_permission(obj), to, obj)
    row.granted_by, row.reason, row.until = by, reason, until
    row.save(update_fields=["granted_by", "reason", "until"])
    record("granted", obj, by=by, **_grantee(to))
    return row


@transaction.atomic
def revoke(obj: models.Model, *, to: AbstractBaseUser | Group, by: AbstractBaseUser) -> None:
    """Take an exception back; the level stays what it is."""
    remove_perm(view_permission(obj), to, obj)
    record("revoked", obj, by=by, **_grantee(to))


def _grantee(to: AbstractBaseUser | Group) -> dict[str, int]:
    return {"group": to.pk} if isinstance(to, Group) else {"person": to.pk}


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
