"""The admin, with the secretariat's day on its front page."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from icaforum.today import today


class ForumAdminSite(AdminSite):
    site_header = _("ICA Forum")
    site_title = _("ICA Forum administration")
    index_title = _("Today")
    index_template = "admin/today.html"

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().index(request, {**(extra_context or {}), **today(timezone.now())})
