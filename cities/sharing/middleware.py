"""`request.viewer`, and the page in the reader's language and time zone."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from cities.people.middleware import Handler
from cities.sharing.viewers import viewer_of


def viewer(get_response: Handler) -> Handler:
    """`request.viewer`, and the page in the person's own language and time zone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: viewer_of(request.user))
        if not request.user.is_authenticated:
            return get_response(request)
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(request.user.time_zone):
            return get_response(request)

    return middleware
