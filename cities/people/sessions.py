"""How long a sign-in lasts on a device.

A city contact who asked to stay signed in does so for 60 days after the last visit. Staff, and people who did
not ask, are signed in for 12 hours at most. So that reading writes nothing, a session is renewed at most once
a day; that of staff every five minutes, so that the list of devices tells when each was last used.
"""

import time

from django.conf import settings
from django.http import HttpRequest

from cities.people.allauth_internals import note_device_used

# Keys in the session; the two moments are seconds since 1970.
SIGNED_IN_AT = "signed_in_at"


RENEWED_AT = "renewed_at"


STAYS = "stays_signed_in"


DAY = 24 * 3600


FIVE_MINUTES = 5 * 60


def begin(request: HttpRequest, *, stay: bool) -> None:
    """Start the clock of a sign-in; without `stay` the browser forgets it when it is closed."""
    now = int(time.time())
    request.session[SIGNED_IN_AT] = request.session[RENEWED_AT] = now
    request.session[STAYS] = stay
    _set_age(request)


def has_ended(request: HttpRequest) -> bool:
    """Whether a sign-in that does not slide (staff's, or one not asked to stay) is older than allowed."""
    began = request.session.get(SIGNED_IN_AT)
    # Without a moment of its own the session was not begun here; `renew` then begins it.
    if began is None or (request.session.get(STAYS) and not request.user.is_staff):
        return False
    # Browsers that restore their tabs keep such cookies for ever, so the server counts by itself.
    return time.time() - began >= settings.SHORT_SESSION_AGE


def renew(request: HttpRequest) -> None:
    """Let the 60 days slide, and note when the device was last used; seldom, because it writes."""
    now = int(time.time())
    if SIGNED_IN_AT not in request.session:  # signed in by other means than the sign-in page
        begin(request, stay=True)
    elif now - request.session.get(RENEWED_AT, 0) < (FIVE_MINUTES if request.user.is_staff else DAY):
        return
    request.session[RENEWED_AT] = now
    _set_age(request)
    note_device_used(request)


def _set_age(request: HttpRequest) -> None:
    """Set how long the browser keeps the cookie: 0 means until it is closed."""
    age = settings.SHORT_SESSION_AGE if request.user.is_staff else settings.SESSION_COOKIE_AGE
    request.session.set_expiry(age if request.session.get(STAYS) else 0)
