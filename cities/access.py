"""Who sees what: a level on the object, exceptions as grants, one formula.

`visible_to(viewer)` is the only place that decides which rows somebody sees, and every surface calls it:
list, counts, search, page, download, feed, mail, admin. django-guardian stores the exceptions in tables
with direct foreign keys; it decides nothing (docs/decisions/0002-who-sees-what.md).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Self

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase
from guardian.shortcuts import assign_perm, remove_perm

from cities.tiers import LEVEL_OF, Level, Tier
from icaforum.audit.record import record

# Who asks -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Viewer:
    """What somebody may see, computed once a request from open seats in cities with open memberships.

    Nothing is copied: a change of tier, a departure or a deactivation counts on the next request.
    `clock_city` is the one of the viewer's cities whose clock the viewer reads: «your time, Seattle».
    """

    user_id: int | None = None
    level: Level = Level.PUBLIC
    is_partner: bool = False
    group_ids: frozenset[int] = frozenset()
    city_ids: frozenset[int] = frozenset()
    lead_of: frozenset[int] = frozenset()
    staff_views: frozenset[str] = frozenset()
    city_names: tuple[str, ...] = ()
    clock_city: str = ""
    granted: dict[type[models.Model], list[int]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def public(cls) -> Self:
        """Somebody without a seat: a visitor, a person who left, a deactivated account."""
        return cls()

    @classmethod
    def of(cls, user: AbstractBaseUser | AnonymousUser, *, without: models.Model | None = None) -> Self:
        """What this person may see; `without` one seat, to say beforehand what its end would mean."""
        if not user.is_authenticated or not user.is_active:
            return cls.public()
        seats = user.seats.standing().exclude(pk=without.pk if without else None)
        return cls._from_seats(user, [_Seat(*facts) for facts in seats.values_list(*_FACTS)])

    @classmethod
    def of_each(cls, users: Iterable[AbstractBaseUser]) -> dict[int, Self]:
        """The viewers of many people, by their ids, in one query (staff cost theirs each)."""
        people = {user.pk: user for user in users if user.is_active}
        seats: dict[int, list[_Seat]] = {pk: [] for pk in people}
        standing = _seats().objects.standing().filter(person__in=people)
        for pk, *facts in standing.values_list("person_id", *_FACTS):
            seats[pk].append(_Seat(*facts))
        return {pk: cls._from_seats(user, seats[pk]) for pk, user in people.items()}

    @classmethod
    def _from_seats(cls, user: AbstractBaseUser, seats: list["_Seat"]) -> Self:
        tiers = [None if seat.tier is None else Tier(seat.tier) for seat in seats]
        cities = [seat for seat in seats if seat.tier is not None]  # a partner is no place on a clock
        same_clock = {seat.city_name for seat in cities if seat.time_zone == user.time_zone}
        return cls(
            user_id=user.pk,
            level=max((LEVEL_OF[tier] for tier in tiers), default=Level.PUBLIC),
            is_partner=None in tiers,
            group_ids=frozenset(seat.group for seat in seats if seat.group),
            city_ids=frozenset(seat.city for seat in seats),
            lead_of=frozenset(seat.city for seat in seats if seat.role == "lead"),
            staff_views=_staff_views(user),
            city_names=tuple(sorted({seat.city_name for seat in seats})),
            clock_city=min(same_clock, default=""),
        )

    @property
    def is_member(self) -> bool:
        """Whether somebody has a seat in a city, or an organisation, that is in the Forum now."""
        return bool(self.city_ids)

    def manages(self, model: type[models.Model]) -> bool:
        """Whether this is staff of that kind of object: the same right that opens its list in the admin."""
        return model._meta.label_lower in self.staff_views


class _Seat(NamedTuple):
    """A seat with one of the circles of its city: what a viewer is made of."""

    city: int
    role: str
    tier: int | None
    group: int | None
    city_name: str
    time_zone: str


_FACTS = (
    *("city_id", "role", "city__memberships__tier", "city__circles__group_id"),
    *("city__name", "city__time_zone"),
)


def _seats() -> type[models.Model]:
    return get_user_model()._meta.get_field("seats").related_model


def _staff_views(user: AbstractBaseUser) -> frozenset[str]:
    if not user.is_staff:
        return frozenset()
    parts = (permission.partition(".view_") for permission in user.get_all_permissions())
    return frozenset(f"{app}.{model}" for app, found, model in parts if found)


# What is asked for ----------------------------------------------------------------------------------------


class SharedQuerySet(models.QuerySet[Any]):
    """Rows of a shared object. A subclass says what is in force and what belongs to whom."""

    def in_force(self) -> Q:
        """Rows that are published and inside their dates."""
        raise NotImplementedError

    def own_of(self, viewer: Viewer) -> Q:  # noqa: ARG002 -- a subclass reads it
        """Rows that belong to the viewer's own cities, seen in every state; by default none."""
        return Q(pk__in=[])

    def visible_to(self, viewer: Viewer) -> Self:
        """The rows this viewer may see: the one formula."""
        if viewer.manages(self.model):
            return self.all()
        allowed = Q(level__lte=viewer.level)
        if viewer.is_partner:
            allowed |= Q(open_to_partners=True)
        if granted := granted_ids(self.model, viewer):
            allowed |= Q(pk__in=granted)
        return self.filter((self.in_force() & allowed) | self.own_of(viewer))


class Shared(models.Model):
    """Something that is shown to some and not to others: a resource, an event, a pilot project."""

    level = models.PositiveSmallIntegerField(
        _("who can see this"), choices=Level.choices, default=Level.GENERAL, db_index=True
    )
    open_to_partners = models.BooleanField(_("also partners"), default=False)

    class Meta:
        abstract = True


def can_view(viewer: Viewer, obj: models.Model) -> bool:
    """Whether this viewer may see this one object: the list's own answer, never a second formula."""
    return type(obj)._default_manager.visible_to(viewer).filter(pk=obj.pk).exists()


def audience(
    *, level: int, open_to_partners: bool, groups: Iterable[int] = (), people: Iterable[int] = ()
) -> models.QuerySet[Any]:
    """The people in good standing who see an object shared like this once it is out (staff left apart).

    The same rule read from the other side, for «12 cities, 31 people» and for mails to many;
    tests/test_access.py holds it against `visible_to` for every viewer and object.
    """
    seats = Q(city__memberships__tier__gte=level) | Q(city__circles__group__in=list(groups))
    if level == Level.PUBLIC:
        seats |= Q(city__memberships__tier__isnull=True)
    if open_to_partners:
        seats |= Q(city__memberships__tier__isnull=True)
    seated = _seats().objects.standing().filter(seats)
    return get_user_model().objects.filter(
        Q(pk__in=seated.values("person_id")) | Q(pk__in=list(people)), is_active=True
    )


# Exceptions -----------------------------------------------------------------------------------------------

GRANT_IN_FORCE = Q(until__isnull=True) | Q(until__gt=Now())


class Grant(models.Model):
    """Why somebody sees one object beyond its level: who decided so, the reason, and until when."""

    granted_by = models.ForeignKey(
        "cities.User", verbose_name=_("granted by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    granted_at = models.DateTimeField(_("granted on"), db_default=Now())
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True


class PersonGrant(UserObjectPermissionBase, Grant):
    """One person may see one object. A concrete class adds `content_object`, related_name "person_grants"."""

    user = models.ForeignKey("cities.User", on_delete=models.CASCADE, related_name="+")

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True


class CircleGrant(GroupObjectPermissionBase, Grant):
    """The cities of one circle may see one object. As above, related_name "circle_grants"."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = True


def granted_ids(model: type[models.Model], viewer: Viewer) -> list[int]:
    """The keys of the objects that exceptions open to this viewer: one small statement a request."""
    if viewer.user_id is None:
        return []
    if model not in viewer.granted:
        to_person = _grants(model, "person_grants").filter(GRANT_IN_FORCE, user=viewer.user_id)
        to_circles = _grants(model, "circle_grants").filter(GRANT_IN_FORCE, group__in=viewer.group_ids)
        ids = to_person.values_list("content_object_id", flat=True).union(
            to_circles.values_list("content_object_id", flat=True)
        )
        viewer.granted[model] = list(ids)
    return viewer.granted[model]


def _grants(model: type[models.Model], name: str) -> models.QuerySet[Any]:
    return model._meta.get_field(name).related_model.objects.all()


def _view_permission(obj: models.Model) -> str:
    return f"view_{obj._meta.model_name}"


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
    row = assign_perm(_view_permission(obj), to, obj)
    row.granted_by, row.reason, row.until = by, reason, until
    row.save(update_fields=["granted_by", "reason", "until"])
    record("granted", obj, by=by, **_grantee(to))
    return row


@transaction.atomic
def revoke(obj: models.Model, *, to: AbstractBaseUser | Group, by: AbstractBaseUser) -> None:
    """Take an exception back; the level stays what it is."""
    remove_perm(_view_permission(obj), to, obj)
    record("revoked", obj, by=by, **_grantee(to))


def _grantee(to: AbstractBaseUser | Group) -> dict[str, int]:
    return {"group": to.pk} if isinstance(to, Group) else {"person": to.pk}


class VisibilityBackend:
    """Answers `user.has_perm("resources.view_resource", obj)` by the same call as every page."""

    def authenticate(self, *_args: Any, **_kwargs: Any) -> None:
        """It knows rights, not people."""

    def has_perm(self, user: AbstractBaseUser, perm: str, obj: models.Model | None = None) -> bool:
        if not isinstance(obj, Shared) or perm != f"{obj._meta.app_label}.{_view_permission(obj)}":
            return False
        return can_view(Viewer.of(user), obj)
