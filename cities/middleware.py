"""Who asks, in which language and zone, and for how long a sign-in lasts."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from cities.access import Viewer

Handler = Callable[[HttpRequest], HttpResponse]


def viewer(get_response: Handler) -> Handler:
    """`request.viewer`, and the page in the person's own language and time zone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: Viewer.of(request.user))
        if not request.user.is_authenticated:
            return get_response(request)
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(request.user.time_zone):
            return get_response(request)

    return middleware


def sign_in_lifetime(get_response: Handler) -> Handler:
    """City contacts stay signed in for 60 sliding days on a device, staff for 12 hours."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.user.is_staff:
            request.session.set_expiry(settings.STAFF_SESSION_AGE)
        return get_response(request)

    return middleware
