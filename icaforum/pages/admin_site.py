"""The admin, with the secretariat's day on its front page."""

from typing import Any, cast

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.models import User
from icaforum.pages.today import today

# The apps in the menu, in this order. What libraries register (groups, rights) is changed by our verbs.
SECTIONS = ("cities", "pilots", "resources", "events", "outbox", "audit")


class ForumAdminSite(AdminSite):
    """The admin of the Forum: Today in front, and our own lists only."""

    site_header = _("ICA Forum")
    site_title = _("ICA Forum administration")
    index_title = _("Today")
    index_template = "admin/today.html"

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether this is the secretariat at work, with the second step (`cities.people.middleware`)."""
        return request.user.is_authenticated and request.user.acts_as_staff

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show the front page; what stands on it depends on what this person may open."""
        person = cast(User, request.user)  # `admin_view` lets nobody in who is not signed in
        return super().index(request, {**(extra_context or {}), **today(timezone.now(), person)})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Return the lists of our own apps, in the order of `SECTIONS`."""
        apps = {app["app_label"]: app for app in super().get_app_list(request, app_label)}
        return [apps[label] for label in SECTIONS if label in apps]
