"""Rights on one object for `user.has_perm` and the templates, answered by `visible_to`."""

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import AnonymousUser
from django.db import models

from cities.people.models import User
from cities.sharing.models import Shared, can_view, view_permission
from cities.sharing.viewers import viewer_of


class VisibilityBackend(BaseBackend):
    """Answers `user.has_perm("resources.view_resource", obj)` by the same query as every page.

    It stands in for guardian's backend, whose check and list do not agree. It is for code that has a person
    before it and no reader of a page, such as a mail that is about to go out. Pages ask `can_view` for their
    reader: Django grants active superusers every permission before it asks a backend, also while they look at
    the portal as somebody else.
    """

    def get_user_permissions(
        self, user_obj: User | AnonymousUser, obj: models.Model | None = None
    ) -> set[str]:
        """Return the permission to view this one shared object, or nothing; `has_perm` looks into it."""
        if not isinstance(obj, Shared) or not can_view(viewer_of(user_obj), obj):
            return set()
        return {f"{obj._meta.app_label}.{view_permission(obj)}"}
