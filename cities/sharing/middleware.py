"""Middleware that says of every request what its reader may see, reads and lives by."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from cities.directory.viewer import ReaderRequest, Viewer
from cities.people.middleware import Handler
from cities.sharing.viewers import viewer_of


def viewer(get_response: Handler) -> Handler:
    """Set `request.viewer`, and for somebody signed in the language and time zone of their profile."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # Lazy: a page that shows nothing shared costs no query. Here the request becomes a ReaderRequest.
        lazy_viewer = SimpleLazyObject(lambda: _viewer_of(request))
        cast(ReaderRequest, request).viewer = cast(Viewer, lazy_viewer)
        # A visitor keeps what LocaleMiddleware found in the browser. Their zone is UTC, or what a page makes
        # it, which is taken back like that of others.
        if not request.user.is_authenticated:
            with timezone.override(None):
                return get_response(request)
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = translation.get_language()
        # The zone is taken back after the request, for the thread serves somebody else next.
        with timezone.override(request.user.time_zone):
            return get_response(request)

    return middleware


def _viewer_of(request: HttpRequest) -> Viewer:
    """The viewer of the request's person, with their rights in the secretariat once these are verified."""
    user = request.user
    return viewer_of(user, verified=user.is_authenticated and user.is_verified)
