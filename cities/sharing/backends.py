"""Object permissions for `user.has_perm`, answered by the one formula."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from cities.sharing.models import Shared, can_view, view_permission
from cities.sharing.viewers import viewer_of


class VisibilityBackend:
    """Answers `user.has_perm("resources.view_resource", obj)` by the same call as every page."""

    def authenticate(self, *_args: Any, **_kwargs: Any) -> None:
        """It knows rights, not people."""

    def has_perm(self, user: AbstractBaseUser, perm: str, obj: models.Model | None = None) -> bool:
        if not isinstance(obj, Shared) or perm != f"{obj._meta.app_label}.{view_permission(obj)}":
            return False
        return can_view(viewer_of(user), obj)
