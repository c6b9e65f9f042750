"""The personal links of applicants."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cities.joining.models import Application
from icaforum.outbox.links import BadLink, read

ANY_VERSION = {"application-sent"}
"""Links that only show an address to whoever has just typed it, so no newer one replaces them."""


def application_of(purpose: str, token: str) -> Application | None:
    """The application that a link opens; None for a link that is cut off, replaced or over."""
    try:
        link = read(purpose, token)
    except BadLink:
        return None
    rows = Application.objects.select_related("city", "decided_by").prefetch_related(
        "clarifications", "themes"
    )
    application = rows.filter(pk=link.key).first()
    if application is None or link.has_expired(timezone.now()):
        return None
    current = purpose in ANY_VERSION or application.link_version == link.version
    return application if current else None


def dead_link(request: HttpRequest) -> HttpResponse:
    """A link that opens nothing: why that may be, and how to get a new one."""
    return render(request, "cities/joining/join_dead_link.html", {}, status=404)
