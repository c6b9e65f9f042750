"""Reading the personal links of applicants, which stand for signing in: an applicant has no account."""

from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cities.joining.models import Application
from icaforum.outbox.links import BadLink, read

# Purposes whose links a raised version does not end. They only show an address to whoever has just typed it.
WITHOUT_VERSION = {"application-sent"}


def application_of(purpose: str, token: str) -> Application | None:
    """Return the application that a link opens, or None for a link that is cut off, replaced or expired.

    `purpose` is the one for which the token was signed, such as «status»: no link opens another page.
    """
    try:
        link = read(purpose, token)
    except BadLink:  # the page answers what is cut off and what is forged alike
        return None
    # All that the pages of an applicant show, so that none asks again.
    rows = Application.objects.select_related("city", "decided_by").prefetch_related(
        "clarifications", "themes"
    )
    application = rows.annotate(now=Now()).filter(pk=link.key).first()
    if application is None or link.has_expired(application.now):
        return None
    # A raised version of the row ends all links sent before.
    current = purpose in WITHOUT_VERSION or application.link_version == link.version
    return application if current else None


def dead_link(request: HttpRequest) -> HttpResponse:
    """Answer 404 with the page that says why a link may open nothing, and how to get a new one."""
    return render(request, "cities/joining/join_dead_link.html", {}, status=404)
