"""The admin, with the secretariat's day on its front page."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from icaforum.pages.today import today

SECTIONS = ("cities", "pilots", "resources", "events", "outbox", "audit")


class ForumAdminSite(AdminSite):
    site_header = _("ICA Forum")
    site_title = _("ICA Forum administration")
    index_title = _("Today")
    index_template = "admin/today.html"

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().index(request, {**(extra_context or {}), **today(timezone.now(), request.user)})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The lists in the order of the house; what libraries bring along has pages of its own."""
        apps = {app["app_label"]: app for app in super().get_app_list(request, app_label)}
        return [apps[label] for label in SECTIONS if label in apps]
