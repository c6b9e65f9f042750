"""What the pages of mails and of the gate have in common."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format

from icaforum.audit.admin import ActionAdmin


class ReadOnlyAdmin(ActionAdmin):
    """Base of pages of rows that nobody writes: they show, and offer verbs."""

    def has_add_permission(self, *_arguments: Any) -> bool:
        """Return False."""
        return False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the page without Django's buttons; raises PermissionDenied for a POST to the form itself."""
        # People may change these, or they would see no verbs, so Django would take a POST.
        if request.method == "POST":
            raise PermissionDenied
        no_buttons = dict.fromkeys(
            ("show_save", "show_save_and_continue", "show_save_and_add_another"), False
        )
        return super().changeform_view(request, object_id, form_url, (extra_context or {}) | no_buttons)


def moment_in_words(moment: datetime | None) -> str:
    """Return a moment with its date and time in the reader's zone; «–» for None."""
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT") if moment else "–"
