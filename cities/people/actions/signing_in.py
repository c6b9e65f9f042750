"""Verbs of signing in: send the code, tell of changes, and record what was done."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext_lazy

from cities.people import mailed_codes
from cities.people.models import User
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import queue_mail
from icaforum.words.times import database_now

name_verbs(
    {
        "signed in": gettext_lazy("signed in"),
        "signed out a device": gettext_lazy("signed out a device"),
        # From here on these are names that allauth gives to its notifications, hence the underscores.
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

# A mail about an attempt to sign in is of no use, and puzzling, when it comes later than this.
UNKNOWN_LIFE = timedelta(hours=1)


@transaction.atomic
def send_code(kind: str, *, to: User | str, seed: str, language: str) -> None:
    """Mail the code of a seed: to sign in, to choose a new password, or to prove a new address.

    `kind` is the kind of mail; `to` a person, or an address that is nobody's yet.
    """
    queue_mail(
        kind,
        to=to,
        key=f"{kind}:{seed}",
        ids={"seed": seed},
        language=language,
        # The outbox does not send it any more once the code would not work.
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
        expires_at=database_now() + UNKNOWN_LIFE,
    )


@transaction.atomic
def note_sign_in(user: User, *, by: User, method: str) -> User:
    """Record that the person signed in; `method` tells how, such as «password+mfa». Return the person."""
    record("signed in", user, by=by, method=method)
    return user


@transaction.atomic
def end_session(session: UserSession, *, by: User) -> UserSession:
    """Sign a person out on one device; return the session, which is gone from the database."""
    # Recorded first: the session's row is gone afterwards.
    record("signed out a device", session.user, by=by)
    session.end()
    return session


@transaction.atomic
def note_security_change(user: User, *, what: str, to: User | str, seed: str, by: User | None) -> User:
    """Record that a password, a second step or the address changed, and tell the person by mail.

    `what` is a key of `cities.people.emails.SECURITY_CHANGES`. `to` is the person or, where the address
    itself changed, the one to be told. `seed` makes the mail's key unique. Returns the person.
    """
    record(what, user, by=by)
    tell_of_change(user, what=what, to=to, seed=seed)
    return user


def tell_of_change(user: User, *, what: str, to: User | str, seed: str) -> None:
    """Mail one address that something about an account has changed; arguments as above."""
    queue_mail(
        "security_notice",
        to=to,
        key=f"security_notice:{seed}",
        # The moment goes along, since the mail may be sent later than the change was made.
        ids={"person": user.pk, "what": what, "at": database_now().isoformat()},
        language=user.language,
    )
