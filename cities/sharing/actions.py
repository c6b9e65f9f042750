"""The verbs that let somebody see a shared object beyond its level, and take that back.

Rows of grants are written here and nowhere else, so that each has its reason and its line of history.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django.contrib.auth.models import Group
from django.db import models, transaction
from django.utils.translation import gettext_lazy
from guardian.shortcuts import assign_perm, remove_perm

from cities.directory.models import City
from cities.directory.tiers import Level
from cities.people.models import User
from cities.sharing.audience import chosen_cities, chosen_people
from cities.sharing.models import Grant, Shared, view_permission
from icaforum.audit.belonging import mentioned_by
from icaforum.audit.details import choice_of, name_details
from icaforum.audit.locks import locked
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs

name_verbs(
    {"granted": gettext_lazy("granted an exception"), "revoked": gettext_lazy("took an exception back")}
)
name_details({"level": choice_of(Level.choices, gettext_lazy("who can see this"))})
# An exception names a circle by its group: the city's own, or that of a pairing.
mentioned_by(City, "group", column="circles__group")


@transaction.atomic
def grant(
    obj: models.Model,
    *,
    to: User | Group,
    by: User,
    reason: str = "",
    until: datetime | None = None,
) -> Grant:
    """Let one person, or the cities of one circle (its group), see one object beyond its level.

    After `until` it ends by itself; None means for good. A second grant to the same replaces reason and end.
    """
    # For a class with grants of its own guardian returns the row, and its stubs cannot know that. It fills in
    # no more than who and what, so the rest is set in this same transaction.
    row = cast(Grant, assign_perm(view_permission(obj), to, obj))
    row.granted_by, row.reason, row.until = by, reason, until
    row.save(update_fields=["granted_by", "reason", "until"])
    record("granted", obj, by=by, **_grantee_details(to))
    return row


def grant_at_birth(obj: models.Model, *, to: Iterable[Group], by: User, reason: str) -> None:
    """Let the cities of these circles see a new object, in three statements however many they are.

    For a verb that makes an object for them, inside its transaction: its own line of history stands for these
    exceptions, which are never changed.
    """
    groups = list(to)
    if not groups:
        return
    rows: Any = assign_perm(view_permission(obj), groups, obj)
    kept: Any = type(rows[0])._default_manager  # of the class's own rows, which guardian's stubs do not know
    kept.filter(content_object=obj, group__in=groups).update(granted_by=by, reason=reason)


@transaction.atomic
def revoke(obj: models.Model, *, to: User | Group, by: User | None) -> None:
    """Delete the exception for one person or circle; whoever sees the object by its level still sees it.

    Where there is none, nothing but the line of history is written.
    """
    remove_perm(view_permission(obj), to, obj)
    record("revoked", obj, by=by, **_grantee_details(to))


def _grantee_details(to: User | Group) -> dict[str, int]:
    # The history holds keys only, so that erasing a person changes none of its lines.
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
    """Make these the only cities and people who see it beyond its level; return it as it is stored.

    `reason` and `until` are for those added now; who was chosen before keeps theirs. Grants to the circles of
    pairings stay: they come from the pairing and are not chosen on this form. Each one added or taken away
    leaves its own line of history, by `grant` and `revoke`.
    """
    # The lock of the object keeps two choices apart, which would otherwise both be there in part.
    shared = locked(type(shared)._default_manager.select_for_update(), shared.pk)
    wanted: set[Group | User] = {*_circles_of(cities), *people}
    held: set[Group | User] = {*_circles_of(chosen_cities(shared)), *chosen_people(shared)}
    # Sorted, so that the lines of history come in the same order each time.
    for to in sorted(wanted - held, key=_by_kind_and_key):
        grant(shared, to=to, by=by, reason=reason, until=until)
    for to in sorted(held - wanted, key=_by_kind_and_key):
        revoke(shared, to=to, by=by)
    return shared


def _circles_of(cities: Iterable[City]) -> Iterable[Group]:
    """The groups of the cities' own circles."""
    return Group.objects.filter(circle__city__in=list(cities))


def _by_kind_and_key(to: Group | User) -> tuple[str, int]:
    return type(to).__name__, to.pk
