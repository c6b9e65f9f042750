"""How long a sign-in lasts, and the second step before the admin."""

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from cities.people import sessions

Handler = Callable[[HttpRequest], HttpResponse]


SECOND_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def sign_in_lifetime(get_response: Handler) -> Handler:
    """City contacts stay signed in for 60 sliding days on a device, staff for 12 hours."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if sessions.has_ended(request):
                logout(request)
            else:
                sessions.renew(request)
        return get_response(request)

    return middleware


def second_factor(get_response: Handler) -> Handler:
    """The admin opens to staff with a second step; others are led to set one up, then back."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if (
            settings.STAFF_SECOND_FACTOR
            and request.path.startswith(reverse("admin:index"))
            and request.user.is_authenticated
            and request.user.is_staff
            and not get_adapter().is_mfa_enabled(request.user, SECOND_STEPS)
        ):
            way_back = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{reverse('mfa_index')}?{way_back}")
        return get_response(request)

    return middleware
