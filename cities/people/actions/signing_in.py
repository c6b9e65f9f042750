"""What the Forum does when somebody signs in: it sends the code, and keeps a line of what was done."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from cities.people import mailed_codes
from cities.people.models import User
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import queue_mail

name_verbs(
    {
        "signed in": gettext_lazy("signed in"),
        "signed out a device": gettext_lazy("signed out a device"),
        "password_changed": gettext_lazy("changed the password"),
        "password_set": gettext_lazy("set a password"),
        "password_reset": gettext_lazy("chose a new password by mail"),
        "email_changed": gettext_lazy("changed the address"),
        "totp_activated": gettext_lazy("added an authenticator app"),
        "totp_deactivated": gettext_lazy("removed the authenticator app"),
        "webauthn_added": gettext_lazy("added a passkey"),
        "webauthn_removed": gettext_lazy("removed a passkey"),
        "recovery_codes_generated": gettext_lazy("made new recovery codes"),
        "second_step_removed": gettext_lazy("removed the second step"),
    }
)

UNKNOWN_LIFE = timedelta(hours=1)


@transaction.atomic
def send_code(kind: str, *, to: User | str, seed: str, language: str) -> None:
    """Mail the code of a seed: to sign in, to choose a new password, to prove a new address."""
    queue_mail(
        kind,
        to=to,
        key=f"{kind}:{seed}",
        ids={"seed": seed},
        language=language,
        expires_at=mailed_codes.expires_at(seed),
    )


@transaction.atomic
def tell_unknown(address: str, *, seed: str, language: str) -> None:
    """Tell an address without an account that there is none, and how to get one."""
    queue_mail(
        "unknown_account",
        to=address,
        key=f"unknown_account:{seed}",
        ids={},
        language=language,
        expires_at=timezone.now() + UNKNOWN_LIFE,
    )


@transaction.atomic
def note_sign_in(user: User, *, by: User, method: str) -> User:
    record("signed in", user, by=by, method=method)
    return user


@transaction.atomic
def end_session(session: UserSession, *, by: User) -> UserSession:
    """Sign a person out on one device."""
    record("signed out a device", session.user, by=by)
    session.end()
    return session


@transaction.atomic
def note_security_change(user: User, *, what: str, to: User | str, seed: str, by: User | None) -> User:
    """A password, a second step or the address changed: keep a line, and tell the person by mail."""
    record(what, user, by=by)
    queue_mail(
        "security_notice",
        to=to,
        key=f"security_notice:{seed}",
        ids={"person": user.pk, "what": what, "at": timezone.now().isoformat()},
        language=user.language,
    )
    return user
