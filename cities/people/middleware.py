"""How long a sign-in lasts, and the second step before the admin."""

from collections.abc import Callable
from urllib.parse import urlencode

import pghistory
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from cities.people import sessions

Handler = Callable[[HttpRequest], HttpResponse]


# Recovery codes alone are no second step: they are what one has beside it.
SECOND_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def sign_in_lifetime(get_response: Handler) -> Handler:
    """Make the middleware that ends a sign-in: after 60 days without a visit, staff's after 12 hours."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if sessions.has_ended(request):
                logout(request)
            else:
                sessions.renew(request)
        return get_response(request)

    return middleware


def writer(get_response: Handler) -> Handler:
    """Make the middleware that says whose words a request writes, for the versions of texts.

    The key of the person alone: an address may be a link that opens something.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not request.user.is_authenticated:
            return get_response(request)
        with pghistory.context(user=request.user.pk):
            return get_response(request)

    return middleware


def second_factor(get_response: Handler) -> Handler:
    """Make the middleware that opens the admin only to staff with a second step.

    Others are led to set one up, and then back.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if (
            settings.STAFF_SECOND_FACTOR
            # By the path and not by the view, so that no page of the admin can be forgotten.
            and request.path.startswith(reverse("admin:index"))
            and request.user.is_authenticated
            and request.user.is_staff
            and not get_adapter().is_mfa_enabled(request.user, SECOND_STEPS)
        ):
            way_back = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{reverse('mfa_index')}?{way_back}")
        return get_response(request)

    return middleware
