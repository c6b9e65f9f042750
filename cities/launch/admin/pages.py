"""What all pages of an import share: the sheet, who may do what, and the way back to its page."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy

from cities.launch.models import LaunchSheet
from cities.launch.tasks import wake
from cities.people.models import User
from icaforum.audit.record import Refused
from icaforum.outbox.asking import MailingAdmin

STEPS = (
    gettext_lazy("Download template"),
    gettext_lazy("Choose file"),
    gettext_lazy("Check"),
    gettext_lazy("Import"),
)


class SheetPages(MailingAdmin):
    """The part of the admin that every page of a sheet stands on."""

    def _sheet(self, request: HttpRequest, key: object) -> LaunchSheet:
        """Return the sheet; Http404 for none, PermissionDenied for who may not look at it."""
        sheet = cast(LaunchSheet | None, self.get_object(request, str(key)))
        if sheet is None:
            raise Http404
        if not self.has_view_permission(request, sheet):
            raise PermissionDenied
        return sheet

    def _context(self, request: HttpRequest, title: str, sheet: LaunchSheet | None = None) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "sheet": sheet,
            "original": sheet,
            "summary": {"rows": 0, "members": 0, "people": 0} | (sheet.summary if sheet else {}),
            "may": self.has_change_permission(request, sheet),
        }

    def _posted(self, request: HttpRequest, key: int) -> LaunchSheet:
        """Return the sheet of a POST; raises PermissionDenied for who may not change it."""
        sheet = self._sheet(request, key)
        if not self.has_change_permission(request, sheet):
            raise PermissionDenied
        return sheet

    def _back(self, request: HttpRequest, sheet: LaunchSheet, act: Callable[[], object]) -> HttpResponse:
        """Do it where this is a POST, say why it was refused, and lead back to the page of the sheet."""
        if request.method == "POST":
            try:
                act()
            except Refused as refusal:
                messages.error(request, str(refusal))
            wake()
        return HttpResponseRedirect(self._page_of(sheet))


def person_at(request: HttpRequest) -> User:
    """Return who asks."""
    return cast(User, request.user)  # `admin_view` lets nobody in who is not signed in
