"""Browsers on which somebody signed in before: each has limits of its own, which no stranger uses up.

A signed cookie names the browser and the accounts. It opens nothing.
"""

import secrets
from collections.abc import Iterable

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

SALT = "cities.known-devices"


# Browsers keep no cookie for longer than this.
LIFE = 400 * 24 * 3600


# A desk that several share; whoever signed in longest ago is a stranger there again.
PEOPLE_AT_MOST = 5


def remember(request: HttpRequest, response: HttpResponse, person: int) -> None:
    """Set the cookie that knows this browser for the account of this key, and those from before."""
    device, people = _read(request)
    people = [person, *(key for key in people if key != person)][:PEOPLE_AT_MOST]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps([device or secrets.token_urlsafe(16), people], salt=SALT),
        max_age=LIFE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def device_of(request: HttpRequest, people: Iterable[int]) -> str:
    """Return the name of this browser, where one of these accounts signed in on it before; else nothing."""
    device, known = _read(request)
    return device if set(known) & set(people) else ""


def people_of(request: HttpRequest) -> list[int]:
    """Return the keys of the accounts that signed in on this browser before, the latest first."""
    return _read(request)[1]


def _read(request: HttpRequest) -> tuple[str, list[int]]:
    """Return what the cookie says; nothing for one that is forged, too old or not there."""
    try:
        device, people = signing.loads(
            request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=LIFE
        )
    except (signing.BadSignature, ValueError):
        return "", []
    return device, people
