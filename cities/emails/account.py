"""The mails around signing in; all but the notice are of use for minutes only."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities import codes
from cities.models import User
from icaforum.outbox.kinds import Content

SECURITY_CHANGES = {
    "password_changed": _("Your password was changed."),
    "password_set": _("A password was set for your account."),
    "password_reset": _("A new password was chosen with a code sent to you by mail."),
    "email_changed": _("The e-mail address you sign in with was changed."),
    "totp_activated": _("An authenticator app was added as your second step."),
    "totp_deactivated": _("The authenticator app was removed from your account."),
    "webauthn_added": _("A passkey was added to your account."),
    "webauthn_removed": _("A passkey was removed from your account."),
    "second_step_removed": _("The secretariat removed your second step, because you asked it to."),
    "recovery_codes_generated": _("New recovery codes were made; the old ones no longer work."),
}


def sign_in_code(ids: Mapping[str, Any]) -> Content | None:
    return _code("sign_in_code", ids)


def password_reset_code(ids: Mapping[str, Any]) -> Content | None:
    return _code("password_reset_code", ids)


def email_verification_code(ids: Mapping[str, Any]) -> Content | None:
    return _code("email_verification_code", ids)


def unknown_account(ids: Mapping[str, Any]) -> Content | None:  # noqa: ARG001
    return Content(
        "cities/emails/unknown_account",
        {"join_url": settings.BASE_URL + reverse("cities:join"), "login_url": _address("account_login")},
    )


def security_notice(ids: Mapping[str, Any]) -> Content | None:
    if not User.objects.filter(pk=ids["person"]).exists():
        return None
    return Content(
        "cities/emails/security_notice",
        {
            "what": SECURITY_CHANGES.get(ids["what"], _("Something about your sign-in was changed.")),
            "everywhere": ids["what"] == "second_step_removed",
            "at": datetime.fromisoformat(ids["at"]),
            "sessions_url": _address("usersessions_list"),
        },
    )


def _code(name: str, ids: Mapping[str, Any]) -> Content | None:
    seed = ids["seed"]
    if codes.has_ended(seed):
        return None
    code = codes.in_groups(codes.code_of(seed))
    minutes = int(codes.LIFE.total_seconds() // 60)
    return Content(f"cities/emails/{name}", {"code": code, "minutes": minutes})


def _address(name: str) -> str:
    return settings.BASE_URL + reverse(name)
