"""Middleware that says of every request what its reader may see, reads and lives by."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation.trans_real import parse_accept_lang_header

from cities.directory.viewer import ReaderRequest, Viewer
from cities.people.middleware import Handler
from cities.sharing import preview
from cities.sharing.viewers import viewer_of
from icaforum.words.languages import also_reading

# Methods that change nothing.
SAFE = {"GET", "HEAD", "OPTIONS"}


class PreviewRequest(ReaderRequest):
    """A request while staff see the Forum as somebody else; `seen` is None where that counts no more."""

    seen: preview.Sight | None


def viewer(get_response: Handler) -> Handler:
    """Set `request.viewer`, and for somebody signed in the languages and time zone of their profile.

    Who names no other languages there reads those that the browser asks for.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        # Lazy: a page that shows nothing shared costs no query. Here the request becomes a ReaderRequest.
        lazy_viewer = SimpleLazyObject(lambda: _viewer_of(request))
        cast(ReaderRequest, request).viewer = cast(Viewer, lazy_viewer)
        # A visitor keeps what LocaleMiddleware found in the browser. Their zone is UTC, or what a page makes
        # it, which is taken back like that of others.
        if not request.user.is_authenticated:
            with timezone.override(None), also_reading(_asked_for(request)):
                return get_response(request)
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = translation.get_language()
        # The zone is taken back after the request, for the thread serves somebody else next.
        reads = request.user.reads or _asked_for(request)
        with timezone.override(request.user.time_zone), also_reading(reads):
            return get_response(request)

    return middleware


def _asked_for(request: HttpRequest) -> list[str]:
    """Return the languages that the reader's browser asks for, the best first, without their regions."""
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return [code.split("-")[0] for code, _quality in asked]


def _viewer_of(request: HttpRequest) -> Viewer:
    """The viewer of the request's person, with their rights in the secretariat once these are verified.

    While they see the Forum as somebody else, the viewer of that; the admin knows no preview.
    """
    user = request.user
    own = viewer_of(user, verified=user.is_authenticated and user.is_verified)
    if request.path.startswith(reverse("admin:index")):
        return own
    seen = preview.seen_by(request, own)
    cast(PreviewRequest, request).seen = seen
    return seen.viewer if seen else own


def only_looking(get_response: Handler) -> Handler:
    """Make the middleware that refuses every change while staff see the Forum as somebody else.

    Leaving the preview and signing out apart; the admin goes on as always.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not preview.is_on(request) or request.path.startswith(reverse("admin:index")):
            return get_response(request)
        str(cast(PreviewRequest, request).viewer.level)  # which finds out whose eyes they are
        seen = cast(PreviewRequest, request).seen
        ways_out = {reverse("cities:leave_preview"), reverse("account_logout")}
        if seen is None or request.method in SAFE or request.path in ways_out:
            return get_response(request)
        return render(request, "cities/sharing/preview_refused.html", {"seen": seen}, status=403)

    return middleware
