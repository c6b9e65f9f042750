"""The page of the Forum's settings."""

from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy

from icaforum.audit.admin import ActionAdmin
from icaforum.forum import actions
from icaforum.forum.forms import ForumSettingsForm
from icaforum.forum.models import ForumSettings


@admin.register(ForumSettings)
class ForumSettingsAdmin(ActionAdmin):
    """One page: there is one row, and nobody adds another."""

    downloads = False
    form = ForumSettingsForm
    edit = staticmethod(actions.change_settings)
    change_form_template = "admin/forum/forumsettings/change_form.html"
    fieldsets = (
        (
            gettext_lazy("Who we are"),
            {"fields": ("name", "contact_name", "contact_email", "signature", "time_zone")},
        ),
        (gettext_lazy("What we promise"), {"fields": ("promised_days", "closed_days")}),
        (gettext_lazy("How many may join"), {"fields": ("max_peer_cities", "max_other_cities")}),
        (
            gettext_lazy("What happens by the clock"),
            {"fields": ("quiet_days", "digest_weekday", "digest_hour")},
        ),
        (gettext_lazy("What is open"), {"fields": ("open_rooms",)}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Return False."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # noqa: ARG002
        """Lead to the one page; raises PermissionDenied."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(self._page_of(ForumSettings(pk=1)))

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> ForumSettings | None:
        """Return the settings; those of the first day where nobody has saved any, since no GET writes."""
        found = super().get_object(request, object_id, from_field)
        return found or (ForumSettings() if object_id == "1" else None)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *given: Any, **more: Any
    ) -> HttpResponse:
        """Return the page as its base; what is refused leaves no row, not even that of the first day."""
        with transaction.atomic():
            response = super().changeform_view(request, object_id, *given, **more)
            if request.method == "POST" and response.status_code == HTTPStatus.OK:
                transaction.set_rollback(True)
        return response

    def _lock(self, request: HttpRequest, object_id: str | None) -> None:
        if object_id == "1" and self.has_change_permission(request):
            actions.begin_settings()
        super()._lock(request, object_id)
