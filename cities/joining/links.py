"""Reading the personal links of applicants, which stand for signing in: an applicant has no account.

And the cookies that name a draft to the device on which it is written.
"""

from django.conf import settings
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cities.directory.models import City
from cities.joining.models import DRAFT_KEPT, Application, ApplicationDraft
from icaforum.outbox.links import BadLink, read, sign

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
        "clarifications__asked_by", "themes"
    )
    application = rows.annotate(now=Now()).filter(pk=link.key).first()
    if application is None or link.has_expired(application.now):
        return None
    # A raised version of the row ends all links sent before.
    current = purpose in WITHOUT_VERSION or application.link_version == link.version
    return application if current else None


def draft_of(token: str, *, purpose: str = "draft") -> ApplicationDraft | None:
    """Return the draft that a mailed link opens; None where it is sent, deleted, or the link none of ours."""
    try:
        link = read(purpose, token)
    except BadLink:
        return None
    rows = ApplicationDraft.objects.kept().select_related("application")
    return rows.filter(pk=link.key, link_version=link.version).first()


def draft_of_device(request: HttpRequest, kind: str) -> ApplicationDraft | None:
    """Return the draft of this kind of city that this device writes, or None."""
    found = draft_of(request.COOKIES.get(_cookie(kind), ""), purpose="draft-device")
    return found if found and found.kind == kind else None


def keep_on_device(request: HttpRequest, response: HttpResponse, draft: ApplicationDraft) -> None:
    """Name a draft to this device, in a signed cookie that holds nothing else and lives as long as it.

    One that corrects an application does not take the place of another for ever: that one waits beside it.
    """
    if draft.kind == City.Kind.PARTNER:  # the link of its invitation opens it, wherever it is
        return
    value, stood = sign("draft-device", draft.pk, version=draft.link_version), request.COOKIES.get
    here = stood(_cookie(draft.kind), "")
    if draft.application_id and here not in {"", value} and draft_of_device(request, draft.kind):
        _set(response, _waiting(draft.kind), here)
    _set(response, _cookie(draft.kind), value)


def forget_on_device(request: HttpRequest, response: HttpResponse, kind: str) -> bool:
    """Take the cookie of a draft away, once it is sent or thrown away; one that waited stands there again.

    Returns whether one had waited.
    """
    waited = request.COOKIES.get(_waiting(kind), "")
    found = draft_of(waited, purpose="draft-device") if waited else None
    _set(response, _cookie(kind), waited if found else "")
    if waited:
        _set(response, _waiting(kind), "")
    return found is not None


def note_sent(response: HttpResponse, application: Application) -> None:
    """Let this device know that it has sent an application, and which."""
    _set(response, _sent(application.kind), sign("application-sent", application.pk))


def sent_from_device(request: HttpRequest, kind: str) -> tuple[Application, str] | None:
    """Return what this device has sent last for this kind of city, and the token of its page; or None."""
    token = request.COOKIES.get(_sent(kind), "")
    application = application_of("application-sent", token) if token else None
    if application is None or application.state == Application.State.WITHDRAWN or application.kind != kind:
        return None
    return application, token


def _set(response: HttpResponse, name: str, value: str) -> None:
    # As it was set: a browser takes a cookie with the name `__Host-` away only where it is called secure.
    response.set_cookie(
        name,
        value,
        max_age=int(DRAFT_KEPT.total_seconds()) if value else 0,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _waiting(kind: str) -> str:
    return f"{_cookie(kind)}-waiting"


def _sent(kind: str) -> str:
    return f"{_cookie(kind)}-sent"


def _cookie(kind: str) -> str:
    # One a kind of city: whoever begins both ways finds both again.
    return f"{settings.DRAFT_COOKIE_NAME}-{kind}"


def dead_link(request: HttpRequest) -> HttpResponse:
    """Answer 404 with the page that says why a link may open nothing, and how to get a new one."""
    return render(request, "cities/joining/join_dead_link.html", {}, status=404)
