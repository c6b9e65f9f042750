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
    before it and no reader of a page, such as a mail that is about to go out; the secretariat then sees what
    its seats give. Pages ask `can_view` for their reader: superusers at work pass every permission, also
    while they look at the portal as somebody else.
    """

    def get_user_permissions(
        self, user_obj: User | AnonymousUser, obj: models.Model | None = None
    ) -> set[str]:
        """Return the permission to view this one shared object, or nothing; `has_perm` looks into it."""
        if not isinstance(obj, Shared):
            return set()
        verified = user_obj.is_authenticated and user_obj.is_verified
        if not can_view(viewer_of(user_obj, verified=verified), obj):
            return set()
        return {f"{obj._meta.app_label}.{view_permission(obj)}"}
