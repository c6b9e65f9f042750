"""How long a sign-in lasts, and the second step before any right of the secretariat."""

from collections.abc import Callable
from typing import cast
from urllib.parse import urlencode

import pghistory
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from cities.people import sessions
from cities.people.actions.colleagues import settle_work
from cities.people.allauth_internals import sign_in_methods
from cities.people.models import User

Handler = Callable[[HttpRequest], HttpResponse]


# Recovery codes alone are no second step: they are what one has beside it.
SECOND_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def sign_in_lifetime(get_response: Handler) -> Handler:
    """Make the middleware that ends a sign-in: after 60 days without a visit, staff's after 12 hours.

    And one that is under way, after half an hour.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if sessions.has_ended(request):
                logout(request)
            else:
                sessions.renew(request)
        sessions.limit_way_in(request)
        response = get_response(request)
        sessions.limit_way_in(request)
        return response

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


def staff_rights(get_response: Handler) -> Handler:
    """Make the middleware that marks staff as verified once their session has shown the second step.

    Without the mark they see and do on every page what somebody without a seat does. Only the admin tells
    them why: it leads to where a second step is set up or shown, and then back.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        person = request.user
        if not (person.is_authenticated and person.is_staff):
            return get_response(request)
        verified = not settings.STAFF_SECOND_FACTOR or _has_shown_second_step(request)
        # Rights that are over end here and now, however late the clock is; who is invited has come.
        person.is_staff = settle_work(person, is_here=verified).is_staff
        person.is_superuser = person.is_superuser and person.is_staff
        if not person.is_staff:
            return get_response(request)
        person.is_verified = verified
        # By the path and not by the view, so that no page of the admin can be forgotten.
        if not person.is_verified and request.path.startswith(reverse("admin:index")):
            missing = "mfa_reauthenticate" if _has_second_step(person) else "mfa_index"
            return HttpResponseRedirect(f"{reverse(missing)}?{urlencode({'next': request.get_full_path()})}")
        return get_response(request)

    return middleware


def _has_shown_second_step(request: HttpRequest) -> bool:
    """Whether it was shown in this session, and is still there: one that was removed proves nothing."""
    user = cast(User, request.user)
    return "mfa" in sign_in_methods(request, user) and _has_second_step(user)


def _has_second_step(person: User) -> bool:
    return get_adapter().is_mfa_enabled(person, SECOND_STEPS)
