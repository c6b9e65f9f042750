"""Who sees what: the level of an object, exceptions as grants, and the one formula."""

from typing import Any, Self

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from cities.tiers import Level
from cities.viewer import Viewer

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


def view_permission(obj: models.Model) -> str:
    return f"view_{obj._meta.model_name}"
