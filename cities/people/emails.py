"""Mails about signing in, and about a person's own seat.

Each function is called when the mail is sent, with the `ids` it was queued with; None means «no longer
wanted».
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.people import mailed_codes
from cities.people.models import Officer, User
from cities.people.presets import PRESETS, presets_of
from icaforum.outbox.kinds import Content
from icaforum.words.times import database_now

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
    "address_corrected": _(
        "The e-mail address you sign in with was corrected for you, because mails did not reach you."
    ),
    "recovery_codes_generated": _("New recovery codes were made; the old ones no longer work."),
}


def sign_in_code(ids: Mapping[str, Any]) -> Content | None:
    """The code to sign in; not sent once it is too old."""
    return _code("sign_in_code", ids)


def password_reset_code(ids: Mapping[str, Any]) -> Content | None:
    """The code to choose a new password; not sent once it is too old."""
    return _code("password_reset_code", ids)


def email_verification_code(ids: Mapping[str, Any]) -> Content | None:
    """The code that proves a new address; not sent once it is too old."""
    return _code("email_verification_code", ids)


def unknown_account(ids: Mapping[str, Any]) -> Content | None:  # noqa: ARG001
    """To an address without an account: there is none, and how to get one."""
    return Content(
        "cities/emails/unknown_account",
        {"join_url": settings.BASE_URL + reverse("cities:join"), "login_url": _address("account_login")},
    )


def security_notice(ids: Mapping[str, Any]) -> Content | None:
    """To a person whose sign-in was changed: what changed and when, and where to see the devices."""
    person = User.objects.filter(pk=ids["person"]).first()
    if person is None:
        return None
    return Content(
        "cities/emails/security_notice",
        {
            # A new version of allauth may tell of more; then the sentence is a general one.
            "what": SECURITY_CHANGES.get(ids["what"], _("Something about your sign-in was changed.")),
            # Only these verbs end all sessions; the changes one makes oneself leave the session at hand.
            "everywhere": ids["what"] == "second_step_removed",
            "elsewhere": ids["what"] == "address_corrected",
            "at": datetime.fromisoformat(ids["at"]),
            "sessions_url": _address("usersessions_list"),
        },
        # Where it goes to a former address: its reader has the same clock.
        zone=person.time_zone,
    )


def colleague_added(ids: Mapping[str, Any]) -> Content | None:
    """To a new colleague of the secretariat: who added them, and how to sign in; not once taken back."""
    colleague = User.objects.filter(pk=ids["person"], is_active=True, is_staff=True).first()
    if colleague is None:
        return None
    return Content(
        "cities/emails/colleague_added",
        {
            "by": User.objects.filter(pk=ids["by"]).first(),
            "presets": [PRESETS[name].label for name in presets_of(colleague.groups.all())],
            "open_until": colleague.staff_invitation_ends_at,
            "until": colleague.staff_until,
            "login_url": _address("account_login"),
        },
    )


def _code(name: str, ids: Mapping[str, Any]) -> Content | None:
    """The content of a mail with a code, or None when the code has ended."""
    seed = ids["seed"]
    # What is left of its life: a long code may have been asked for by somebody else some minutes ago.
    left = mailed_codes.expires_at(seed) - database_now()
    if left <= timedelta():
        return None
    code = mailed_codes.in_groups(mailed_codes.code_of(seed))
    facts = {"code": code, "minutes": ceil(left.total_seconds() / 60), "is_long": mailed_codes.is_long(seed)}
    return Content(f"cities/emails/{name}", facts)


def _address(name: str) -> str:
    """Return the full address of one of our pages, by its URL name."""
    return settings.BASE_URL + reverse(name)


def seat_removed(ids: Mapping[str, Any]) -> Content | None:
    """To somebody who was taken out of a team; unwanted when a new seat was given meanwhile."""
    seat = (
        Officer.objects.filter(pk=ids["seat"], until__isnull=False).select_related("city", "person").first()
    )
    if seat is None or seat.person.seats.open().filter(city=seat.city_id).exists():
        return None
    others = seat.person.seats.standing().select_related("city")
    context = {
        "city": seat.city,
        "other_cities": ", ".join(str(it.city) for it in others),
        "url": settings.BASE_URL + seat.taking_back_path,
    }
    return Content("cities/emails/seat_removed", context)


def colleague_left(ids: Mapping[str, Any]) -> Content | None:
    """To a lead of a team: who has left it; unwanted when they are back, or the reader leads no more."""
    seat = (
        Officer.objects.filter(pk=ids["seat"], until__isnull=False).select_related("city", "person").first()
    )
    if seat is None or seat.person.seats.open().filter(city=seat.city_id).exists():
        return None
    if not Officer.objects.standing().leads().filter(pk=ids["lead"]).exists():
        return None
    url = settings.BASE_URL + reverse("cities:team", args=[seat.city.slug])
    return Content("cities/emails/colleague_left", {"city": seat.city, "person": seat.person, "url": url})


def handed_over(ids: Mapping[str, Any]) -> Content | None:
    """To the one who is the lead contact now; unwanted when that has ended, or the city has left."""
    seat = Officer.objects.standing().leads().filter(pk=ids["seat"]).select_related("city").first()
    if seat is None:
        return None
    url = settings.BASE_URL + reverse("cities:team", args=[seat.city.slug])
    return Content("cities/emails/handed_over", {"city": seat.city, "url": url})
