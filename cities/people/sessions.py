"""How long a sign-in lasts on a device.

A city contact who asked to stay signed in does so for 60 days after the last visit. Staff, and people who did
not ask, are signed in for 12 hours at most. So that reading writes nothing, a session is renewed at most once
a day; that of staff every five minutes, so that the list of devices tells when each was last used.
All of it by the clock of the database, which the session brings along (`session_store.py`).
"""

from django.conf import settings
from django.http import HttpRequest

from cities.people.allauth_internals import forget_way_in, is_on_way_in, note_device_used
from icaforum.words.times import request_now

# Keys in the session; the moments are seconds since 1970.
SIGNED_IN_AT = "signed_in_at"


RENEWED_AT = "renewed_at"


STAYS = "stays_signed_in"


WAY_IN_SINCE = "on_way_in_since"


# Between the first page of signing in (or of a new password) and the last.
WAY_IN = 30 * 60


DAY = 24 * 3600


FIVE_MINUTES = 5 * 60


def begin(request: HttpRequest, *, stay: bool) -> None:
    """Start the clock of a sign-in; without `stay` the browser forgets it when it is closed."""
    now = _now()
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
    return _now() - began >= settings.SHORT_SESSION_AGE


def began_within(request: HttpRequest, seconds: int) -> bool:
    """Whether this sign-in is so young that it need not be shown again who one is."""
    began = request.session.get(SIGNED_IN_AT)
    return began is not None and _now() - began < seconds


def renew(request: HttpRequest) -> None:
    """Let the 60 days slide, and note when the device was last used; seldom, because it writes."""
    now = _now()
    if SIGNED_IN_AT not in request.session:  # signed in by other means than the sign-in page
        begin(request, stay=True)
    elif now - request.session.get(RENEWED_AT, 0) < (FIVE_MINUTES if request.user.is_staff else DAY):
        return
    request.session[RENEWED_AT] = now
    _set_age(request)
    note_device_used(request)


def limit_way_in(request: HttpRequest) -> None:
    """Begin the half hour of whoever is about to sign in or to choose a new password; end it when over.

    Called before and after the view.
    """
    if not is_on_way_in(request):
        request.session.pop(WAY_IN_SINCE, None)
    elif WAY_IN_SINCE not in request.session:
        request.session[WAY_IN_SINCE] = _now()
    elif _now() - request.session[WAY_IN_SINCE] > WAY_IN:
        forget_way_in(request)
        del request.session[WAY_IN_SINCE]


def _now() -> int:
    return int(request_now().timestamp())


def _set_age(request: HttpRequest) -> None:
    """Set how long the browser keeps the cookie: 0 means until it is closed."""
    age = settings.SHORT_SESSION_AGE if request.user.is_staff else settings.SESSION_COOKIE_AGE
    request.session.set_expiry(age if request.session.get(STAYS) else 0)
