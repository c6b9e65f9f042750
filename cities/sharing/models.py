"""Who sees what: the level of an object, exceptions as grants, and `visible_to`, which decides by both.

docs/decisions/0002-who-sees-what.md says why the level is a column, and why guardian only stores grants.
"""

from datetime import datetime
from typing import Any, Self, cast

from django.apps import apps
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from cities.directory.models import City
from cities.directory.tiers import Level
from cities.directory.viewer import Viewer
from icaforum.words.unions import union_of

# Objects with a level -------------------------------------------------------------------------------------


class SharedQuerySet(models.QuerySet[Any]):
    """Rows of a shared class. A subclass says which rows are in force, and which belong to whom."""

    # Whether cities see their own before it is in force, and after.
    shows_own_always = True

    def in_force(self) -> Q:
        """Return the condition of rows that are published and inside their dates; a subclass says it."""
        raise NotImplementedError

    def own_of(self, viewer: Viewer) -> Q:  # noqa: ARG002 -- a subclass reads it
        """Return the condition of rows of the viewer's own cities, whatever their level; by default none."""
        # Django knows that an empty list matches nothing, and leaves the part out of the statement.
        return Q(pk__in=[])

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the rows that this viewer may see. No other code decides that.

        Staff of this kind of object see all. Others see what is in force and allowed by the level, by «also
        partners» or by an exception; and the rows of their own cities.
        """
        if viewer.manages(self.model):
            return self.all()
        allowed = Q(level__lte=viewer.level)
        if viewer.is_partner:
            allowed |= Q(open_to_partners=True)
        # Keys from one small statement, not a join: listing by guardian's own took 53 ms, this takes 0.1 ms.
        if granted := granted_ids(self.model, viewer):
            allowed |= Q(pk__in=granted)
        shown = self.in_force()
        if viewer.as_published and viewer.as_published[0] == self.model._meta.label_lower:
            shown |= Q(pk=viewer.as_published[1])
        own = self.own_of(viewer)
        return self.filter((shown & allowed) | own if self.shows_own_always else shown & (allowed | own))


class Shared(models.Model):
    """Base of what is shown to some and not to others: a resource, an event, a pilot project.

    A subclass has a queryset that inherits `SharedQuerySet`, and one model of grants of each kind.
    """

    # The reverse managers that come with these two (`PersonGrant`, `CircleGrant`). Any, since the classes
    # of their rows are the subclass's.
    person_grants: Any
    circle_grants: Any

    level = models.PositiveSmallIntegerField(
        _("who can see this"), choices=Level.choices, default=Level.GENERAL, db_index=True
    )
    open_to_partners = models.BooleanField(_("also partners"), default=False)

    class Meta:
        abstract = True

    def own_cities(self) -> models.QuerySet[City]:
        """Return the cities whose own it is: those for whose people `own_of` has it; by default none."""
        return City.objects.none()


def rows_like(shared: Shared) -> SharedQuerySet:
    """Return all rows of the class of this object, with the methods of its own queryset."""
    return cast(SharedQuerySet, type(shared)._default_manager.all())


def can_view(viewer: Viewer, shared: Shared) -> bool:
    """Whether this viewer may see this one object.

    It asks the list, at one query, since a second formula for one object would differ from it one day.
    """
    return rows_like(shared).visible_to(viewer).filter(pk=shared.pk).exists()


# Exceptions -----------------------------------------------------------------------------------------------

# By the clock of the database, so that all processes agree on when a grant ends.
GRANT_IN_FORCE = Q(until__isnull=True) | Q(until__gt=Now())


class Grant(models.Model):
    """What guardian does not store of an exception: who granted it, why, and until when."""

    # Empty once that person is erased; the exception stays.
    granted_by = models.ForeignKey(
        "cities.User", verbose_name=_("granted by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    granted_at = models.DateTimeField(_("granted on"), db_default=Now())
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True


class PersonGrant(UserObjectPermissionBase, Grant):
    """One person may see one object.

    A concrete class adds `content_object`, a foreign key to the object with related_name "person_grants":
    such rows vanish with it, which guardian's generic ones do not.
    """

    # As guardian's own, but without a reverse relation on the person, which nothing reads.
    user = models.ForeignKey("cities.User", on_delete=models.CASCADE, related_name="+")
    content_object: Any

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True


class CircleGrant(GroupObjectPermissionBase, Grant):
    """The cities of one circle may see one object; as above, with related_name "circle_grants"."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = True


def granted_ids(model: type[models.Model], viewer: Viewer) -> list[int]:
    """Return the keys of the rows of `model` that exceptions open to this viewer.

    The answer is kept in the viewer, so that a request asks once for each model.
    """
    if viewer.user_id is None and not viewer.group_ids:
        return []
    if model not in viewer.granted:
        to_person, to_circles = _in_force(model, viewer)
        # One statement for both kinds; UNION also makes one of a row that is granted twice.
        ids = (rows.values_list("content_object_id", flat=True) for rows in (to_person, to_circles))
        viewer.granted[model] = list(union_of(ids))
    return viewer.granted[model]


def exceptions_of(viewer: Viewer, model: type[Shared]) -> dict[int, tuple[datetime, datetime | None]]:
    """Return by key the rows of `model` that exceptions open to this viewer: since when, and until when.

    Of several the first counts for the beginning and the last for the end; None is without an end.
    """
    columns = ("pk", "content_object_id", "granted_at", "until")
    # One may have the same key in both tables, and none may be dropped.
    rows = union_of((grants.values_list(*columns) for grants in _in_force(model, viewer)), doubles=True)
    found: dict[int, tuple[datetime, datetime | None]] = {}
    for _pk, key, since, until in rows:
        first, last = found.get(key, (since, until))
        found[key] = min(first, since), until and last and max(last, until)
    return found


def _in_force(model: type[models.Model], viewer: Viewer) -> tuple[models.QuerySet[Any], models.QuerySet[Any]]:
    """Return the exceptions that count for this viewer now: to the person, and to circles."""
    person = viewer.user_id if viewer.keeps_exceptions else None
    to_person = _grants(model, "person_grants").filter(GRANT_IN_FORCE, user=person)
    return to_person, _grants(model, "circle_grants").filter(GRANT_IN_FORCE, group__in=viewer.group_ids)


def shared_classes() -> list[type[Shared]]:
    """Return the classes of shared objects, of all apps."""
    return [model for model in apps.get_models() if issubclass(model, Shared)]


def person_grants() -> list[models.QuerySet[Any]]:
    """Return the rows of exceptions to persons, one queryset for each class of shared objects."""
    return [_grants(model, "person_grants").select_related("content_object") for model in shared_classes()]


def _grants(model: type[models.Model], name: str) -> models.QuerySet[Any]:
    """The rows of grants of a shared class, by the name of their reverse relation."""
    grants: Any = model._meta.get_field(name).related_model  # a class, where Django's types allow more
    return grants.objects.all()


def view_permission(obj: models.Model) -> str:
    """Return the code name of the right to see it, such as «view_resource»: the one that guardian stores."""
    return f"view_{obj._meta.model_name}"
