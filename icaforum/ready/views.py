"""The page «Ready to open?», within the administration."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cities.models import User
from icaforum.ready.actions import ask_to_look, confirm
from icaforum.ready.checks import checks
from icaforum.ready.models import Confirmation, Look

SEES, ACTS = "forum.view_forumsettings", "forum.change_forumsettings"


def ready(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Show all checks; on POST ask for a look from outside, or confirm something.

    `context` is that of every page of the administration. Raises PermissionDenied.
    """
    if not request.user.has_perm(ACTS if request.method == "POST" else SEES):
        raise PermissionDenied
    if request.method == "POST":
        _act(request)
        return redirect("admin:ready")
    look = Look.the()
    found = checks(look)
    return TemplateResponse(
        request,
        "admin/ready.html",
        {
            **context,
            "title": _("Ready to open?"),
            "checks": found,
            "open": sum(check.ok is not True for check in found),
            "look": look,
            "acts": request.user.has_perm(ACTS),
        },
    )


def _act(request: HttpRequest) -> None:
    person = cast(User, request.user)  # `admin_view` lets nobody in who is not signed in
    what = request.POST.get("confirm", "")
    if what in Confirmation.What.values:
        confirm(what, by=person)
        messages.success(request, _("Confirmed."))
    elif "look" in request.POST:
        ask_to_look(by=person)
        messages.success(request, _("It is being looked at. Load this page again in two minutes."))
