"""What was typed comes back: after a sign-in that had ended, a cookie that was lost, a database that is away.

The page is made anew and its form filled with what was sent, whichever form it is: by the names of its
fields, in the HTML. So no view has to know of it.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import redis
from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.people import limits
from cities.people.known_devices import people_of
from icaforum.audit.record import Refused
from icaforum.words.times import request_now

logger = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]
Typed = dict[str, list[str]]

CSRF = "csrfmiddlewaretoken"
# Where what was sent waits for the next sign-in, how long, and how much of it: strangers can send too.
KEPT, KEPT_FOR, LARGEST, AN_HOUR = "typed", 60 * 60, 200_000, 30
# Under these addresses are passwords, codes and keys, which nobody keeps.
SECRET = "/account/"  # noqa: S105 -- a path


def typed_in(request: HttpRequest) -> Typed:
    """Return what a form sent, by name, without its token; nothing of pages that ask for secrets."""
    if request.path.startswith(SECRET):
        return {}
    return {name: [str(value) for value in values] for name, values in request.POST.lists() if name != CSRF}


def readable(typed: Typed) -> list[str]:
    """Return the texts among what was typed, for a page on which one can at least copy them."""
    texts = [value for name, values in typed.items() if not name.startswith("_") for value in values]
    return [text for text in texts if " " in text.strip()]


def sent_by(request: HttpRequest) -> dict[str, Any]:
    """Return what an error page shows of what our own page sent, for `components/typed.html`."""
    own: Typed = {}
    # What broke may be the reading of it.
    with suppress(OSError, SuspiciousOperation, MultiPartParserError):
        own = typed_in(request) if request.method == "POST" and comes_from_here(request) else {}
    return {"typed": own, "texts": readable(own), "path": request.get_full_path()}


def comes_from_here(request: HttpRequest) -> bool:
    """Whether a form was sent by a page of ours: what another site made somebody send is not shown."""
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    if origin:
        return urlsplit(origin).netloc == request.get_host()
    return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"


# Signing in again ------------------------------------------------------------------------------------------


def kept(get_response: Handler) -> Handler:
    """Make the middleware that keeps what was sent without a sign-in, and fills the form afterwards."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            # Read first: ending the sign-in forgets who it was.
            person = request.user.pk if request.user.is_authenticated else None
            response = get_response(request)
            if _leads_to_sign_in(response) and not request.user.is_authenticated:
                _keep(request, person or _owner_of_session(request) or _last_here(request))
            return response
        response = get_response(request)
        # HEAD shows nothing, so what was typed waits for the page itself.
        return _filled_again(request, response) if request.method == "GET" else response

    return middleware


def _leads_to_sign_in(response: HttpResponse) -> bool:
    entrances = {reverse(settings.LOGIN_URL), reverse("admin:login")}
    return isinstance(response, HttpResponseRedirect) and urlsplit(response.url).path in entrances


def _owner_of_session(request: HttpRequest) -> int | None:
    """Return whose session the browser still names, though it has ended; None where nobody can know."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    ended = Session.objects.filter(pk=key).first() if key.isalnum() else None
    owner = ended.get_decoded().get(SESSION_KEY) if ended else None
    return int(owner) if owner else None


def _last_here(request: HttpRequest) -> int | None:
    """Return who must have typed it by what the browser knows, without any session; None where nobody must.

    A sign-in makes a new token for forms: one that fits was made for whoever signed in last. Without it the
    page may be anybody's, unless only one person ever signed in on this browser.
    """
    people = people_of(request)
    fits = getattr(request, "csrf_processing_done", False)
    return people[0] if people and (fits or len(people) == 1) else None


def _keep(request: HttpRequest, person: int | None) -> None:
    """Keep what was sent for this person; nothing where nobody knows whose it is."""
    typed = typed_in(request)
    size = sum(len(value) for values in typed.values() for value in values)
    # Whose it is nobody can know: whoever signs in next may be somebody else.
    if person is None or not readable(typed) or size > LARGEST or not comes_from_here(request):
        return
    if limits.within(request, "typed", address="", per_address=10_000, per_network=AN_HOUR):
        request.session[KEPT] = {
            "path": request.get_full_path(),
            "typed": typed,
            "person": person,
            "at": int(request_now().timestamp()),
        }


def _filled_again(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    # Only a session that is there is asked, so that a page for visitors costs no statement.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return response
    held = request.session.get(KEPT)
    if held is None:
        return response
    is_fresh = request_now().timestamp() - held["at"] < KEPT_FOR
    if is_fresh and held["path"] != request.get_full_path():
        return response
    # Too old, somebody else's, or shown now: in each case it is not kept any longer.
    del request.session[KEPT]
    is_own = is_fresh and held["person"] == request.user.pk
    if is_own and held["path"] == request.get_full_path():
        words = _("You are signed in again. What you had typed stands here; it is not saved yet.")
        refill(response, held["typed"], words)
    return response


# Another token ---------------------------------------------------------------------------------------------


def page_again(request: HttpRequest) -> HttpResponse | None:
    """Return the page of a form whose token was refused, filled with what was sent; None where it cannot be.

    Whoever has to sign in first is led there.
    """
    match, typed = request.resolver_match, typed_in(request)
    if match is None or not typed or not comes_from_here(request):
        return None
    gate = LoginRequiredMiddleware(lambda _request: HttpResponse())
    if gate.process_view(request, match.func, match.args, match.kwargs):
        return redirect(f"{reverse(settings.LOGIN_URL)}?{_next(request)}")
    request.method, request.POST = "GET", QueryDict()  # as a fresh look at it
    response = match.func(request, *match.args, **match.kwargs)
    if hasattr(response, "render"):
        response.render()
    words = _(
        "This page was open too long, so nothing was sent yet. What you typed stands here: send it again."
    )
    return response if refill(response, typed, words) else None


def _next(request: HttpRequest) -> str:
    query = QueryDict(mutable=True)
    query["next"] = request.get_full_path()
    return query.urlencode(safe="/")


CLOSED: dict[type[Exception], int] = {Http404: HTTPStatus.NOT_FOUND, PermissionDenied: HTTPStatus.FORBIDDEN}


# Refused ---------------------------------------------------------------------------------------------------


def refused(get_response: Handler) -> Handler:
    """Make the middleware that says a refusal which its page has no place for, beside what was sent.

    So it does where a page was closed to somebody, or its thing deleted, while they wrote; and where a page
    needs the cache, in which rates are counted, and it is away: the rest of the portal goes on.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            context = sent_by(request) | {"why": str(exception)}
            return render(request, "409.html", context, status=HTTPStatus.CONFLICT)
        if isinstance(exception, redis.RedisError):
            logger.error("The cache does not answer: %s", exception)
            answer = render(request, "503.html", sent_by(request), status=HTTPStatus.SERVICE_UNAVAILABLE)
            answer.headers["Retry-After"] = "60"
            return answer
        closed = next((code for kind, code in CLOSED.items() if isinstance(exception, kind)), None)
        if closed is None or not (sent := sent_by(request))["texts"]:
            return None
        return render(request, f"{closed}.html", sent, status=closed)

    # Where Django looks for the hook of a middleware that is a function.
    middleware.process_exception = process_exception  # type: ignore[attr-defined]  # as above
    return middleware


# Filling a form --------------------------------------------------------------------------------------------


def refill(response: Any, typed: Typed, words: str) -> bool:
    """Put what was typed into the form of a page, with a sentence above it; False where no form fits.

    What the page has no field for, such as a row that a script had added, goes along unseen. Files cannot be
    kept by anybody: browsers let no page choose them.
    """
    is_page = "html" in response.headers.get("Content-Type", "") and not response.streaming
    if response.status_code != HTTPStatus.OK or not is_page:
        return False
    page = BeautifulSoup(response.content, "html.parser")
    form = _form_for(page, typed)
    if form is None:
        return False
    _fill(page, form, typed)
    if form.select_one("input[type=file]"):
        words = " ".join((words, _("A file has to be chosen again.")))
    said = page.new_tag("p", attrs={"class": "banner banner--need", "role": "alert", "data-unsaved": ""})
    said.string = words
    form.insert(0, said)
    response.content = str(page).encode()
    if "Content-Length" in response.headers:
        response.headers["Content-Length"] = str(len(response.content))
    return True


def _form_for(page: BeautifulSoup, typed: Typed) -> Tag | None:
    """Return the form with most of the names that were sent."""

    def known(form: Tag) -> int:
        return len({box["name"] for box in form.select("[name]")} & typed.keys())

    forms = [form for form in page.select("form") if form.get("method", "").lower() == "post"]  # type: ignore[union-attr]
    best = max(forms, key=known, default=None)
    return best if best is not None and known(best) else None


def _fill(page: BeautifulSoup, form: Tag, typed: Typed) -> None:
    left = {name: list(values) for name, values in typed.items()}
    seen = set()
    for box in form.select("input[name], textarea[name], select[name]"):
        name, kind = str(box["name"]), box.get("type", "text")
        if name == CSRF or kind in {"submit", "button", "file", "password"}:
            continue
        seen.add(name)
        values = left.get(name, [])
        if box.name == "select":
            for option in box.select("option"):
                _set(option, "selected", on=str(option.get("value", option.get_text())) in values)
        elif kind in {"checkbox", "radio"}:
            _set(box, "checked", on=str(box.get("value", "on")) in values)
        elif values:
            text = values.pop(0)
            if box.name == "textarea":
                box.string = f"\n{text}"  # a browser leaves out the first line end
            else:
                box["value"] = text
    for name in typed.keys() - seen:
        for value in typed[name]:
            form.append(page.new_tag("input", attrs={"type": "hidden", "name": name, "value": value}))


def _set(box: Tag, attribute: str, *, on: bool) -> None:
    if on:
        box[attribute] = ""
    else:
        del box[attribute]
