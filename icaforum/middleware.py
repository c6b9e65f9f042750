"""What every answer carries: a request id for the logs, and the headers that Django does not set itself."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from icaforum.logs import current_request_id, without_secrets
from icaforum.words.times import one_moment

# What Django hands to a middleware: the view with all middleware that stands below it.
Handler = Callable[[HttpRequest], HttpResponse]

# A proxy's id is kept only if it is short and plain: it goes into the logs and back into a header.
_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
# Asked every few seconds by machines, so these are not logged.
_HEALTH = {"/healthz", "/readyz"}

PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
PERSONAL = "private, no-store"

logger = logging.getLogger(__name__)


def request_id(get_response: Handler) -> Handler:
    """Give each request an id, or keep the proxy's, for the logs and for a reader's message to us."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        its_id = given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        request.id = its_id  # type: ignore[attr-defined]  # for the templates of error pages
        token = current_request_id.set(its_id)
        began = time.monotonic()
        try:
            response = get_response(request)
            if request.path not in _HEALTH:
                took = round((time.monotonic() - began) * 1000)
                path = without_secrets(request.path)
                logger.info("%s %s: %s in %s ms", request.method, path, response.status_code, took)
        finally:
            current_request_id.reset(token)
        response.headers["X-Request-ID"] = its_id
        return response

    return middleware


def headers(get_response: Handler) -> Handler:
    """Set the headers that Django does not set. A page for one person is kept by no cache.

    Whether somebody is signed in is read from the cookie: this must work while the database does not.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        by_token = _came_by_token(request)
        if by_token or response.cookies or settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", PERSONAL)
        if by_token:
            response.headers["Cache-Control"] = PERSONAL
            # Not «no-referrer»: browsers then send «Origin: null» with the page's own form: it is refused.
            response.headers.setdefault("Referrer-Policy", "same-origin")
        patch_vary_headers(response, ["Cookie"])
        return response

    return middleware


def _came_by_token(request: HttpRequest) -> bool:
    """Return whether the address itself opens the page: an invitation, an application, an unsubscription."""
    match = request.resolver_match
    return match is not None and "token" in match.kwargs


def one_time(get_response: Handler) -> Handler:
    """Let a request ask the database for the time once at most."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with one_moment():
            return get_response(request)

    return middleware


def utf8_only(get_response: Handler) -> Handler:
    """Answer 400 to a body that claims another charset than UTF-8, in which all our pages send.

    Python knows codecs that are no text at all, such as base64, and Django would decode forms with them.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.lower().replace("_", "-") not in {"utf-8", "utf8"}:
            raise BadRequest("the body is not in UTF-8")
        return get_response(request)

    return middleware


def not_allowed(get_response: Handler) -> Handler:
    """Answer with a page of ours where an address takes only what a form sends, or another method.

    It stays a 405 with the methods that are allowed; the framework's own has no words at all.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or not request.accepts("text/html"):
            return response
        page = render(request, "405.html", status=response.status_code)
        page.headers["Allow"] = response.headers.get("Allow", "")
        return page

    return middleware
