"""What must not come back with a backup of people: accounts, rights, ways in, mails they do not want."""

from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import make_password
from django.db import models

from cities.models import AccessRequest, Application, Invitation, User
from cities.people.actions.colleagues import take_rights_again
from cities.people.presets import presets_of
from events.feeds.actions import end_feed, renew_feed
from icaforum.audit.models import Entry
from icaforum.audit.record import record
from icaforum.backups.kinds import Facts, Kind, is_marked, mark_of, mark_of_text, target_of, write_again
from icaforum.outbox.models import Optout
from icaforum.privacy.actions import erase_address_again, erase_again
from icaforum.privacy.rows import NO_ADDRESS

PERSON = "cities.user"
# What an address without an account stands in.
ASKED = (Application, Invitation, AccessRequest)


def _people(**conditions: Any) -> Any:
    return lambda: User.objects.filter(**conditions)


def _here() -> Any:
    """Those who are not erased: of these nothing is written any more."""
    return _people(erased_at__isnull=True)


def _closed(entry: Entry) -> Facts | None:
    person = target_of(entry)
    return person and {"closed": not person.is_active}


def _close(person: User, facts: Facts) -> bool:
    return write_again(person, is_active=not facts["closed"])


def _rights(entry: Entry) -> Facts | None:
    person = target_of(entry)
    return person and {
        "presets": presets_of(person.groups.all()) if person.is_staff else [],
        "superuser": person.is_superuser,
        "until": person.staff_until and person.staff_until.isoformat(),
    }


def _take_rights(person: User, facts: Facts) -> bool:
    """Leave no right that somebody did not have any more: what was given since is not given by this."""
    held = presets_of(person.groups.all())
    kept = [name for name in held if name in facts["presets"]]
    superuser = person.is_superuser and facts["superuser"]
    until = date.fromisoformat(facts["until"]) if facts["until"] and kept else None
    if (kept, superuser, until) == (held, person.is_superuser, person.staff_until):
        return False
    take_rights_again(person, presets=kept, adds_colleagues=superuser, until=until)
    return True


def _password(entry: Entry) -> Facts | None:
    person = target_of(entry)
    return person and {"is": mark_of_text(person.password)}


def _forget_password(person: User, facts: Facts) -> bool:
    """Let a password that was changed open nothing; who had one signs in by a mailed code."""
    if not person.has_usable_password() or mark_of_text(person.password) == facts["is"]:
        return False
    return write_again(person, password=make_password(None))


def _steps(entry: Entry) -> Facts:
    steps = Authenticator.objects.filter(user_id=int(entry.target_id)).order_by("pk")
    return {"left": [mark_of(step) for step in steps]}


def _forget_steps(person: User, facts: Facts) -> bool:
    """Remove the second steps that were removed: a phone that was lost, codes that were made anew."""
    gone = [it for it in Authenticator.objects.filter(user=person) if not is_marked(it, facts["left"])]
    for step in gone:
        step.delete()
        record("done again", person, by=None)
    return bool(gone)


def _identities(entry: Entry) -> Facts:
    rows = SocialAccount.objects.filter(user_id=int(entry.target_id)).order_by("pk")
    return {"left": [mark_of(row) for row in rows]}


def _forget_identities(person: User, facts: Facts) -> bool:
    """Let an identity that was taken away open nothing; a right one binds itself anew."""
    gone = [it for it in SocialAccount.objects.filter(user=person) if not is_marked(it, facts["left"])]
    for row in gone:
        row.delete()
        record("done again", person, by=None)
    return bool(gone)


def _address(entry: Entry) -> Facts | None:
    person = target_of(entry)
    return person and {"is": mark_of_text(person.email)}


def _forget_address(person: User, facts: Facts) -> bool:
    """Let an address that was given up open nothing; the secretariat settles the right one."""
    if person.erased_at or mark_of_text(person.email) == facts["is"]:
        return False
    EmailAddress.objects.filter(user=person).delete()
    SocialAccount.objects.filter(user=person).delete()
    return write_again(person, email=f"lost-{person.pk}@restored.invalid", address_to_settle=True)


def _unwanted(entry: Entry) -> Facts:
    return {
        "off": sorted(Optout.objects.filter(person_id=int(entry.target_id)).values_list("kind", flat=True))
    }


def _switch_off(person: User, facts: Facts) -> bool:
    held, off = Optout.objects.of(person), set(facts["off"])
    before = set(held.values_list("kind", flat=True))
    held.exclude(kind__in=off).delete()
    Optout.objects.bulk_create(Optout(person=person, kind=kind) for kind in sorted(off - before))
    if off != before:
        record("done again", person, by=None)
    return off != before


def _with_feed() -> models.QuerySet[User]:
    """Those whose calendar reads an address; the history names the person."""
    return User.objects.filter(calendar_feed__isnull=False)


def _addresses() -> dict[str, Kind]:
    """Return the kinds of erased addresses: by what they may stand in without an account."""
    return {f"address erased {model._meta.label_lower}": _erased(model) for model in ASKED}


def _erased(model: type[models.Model]) -> Kind:
    def rows() -> models.QuerySet[Any]:
        return model._default_manager.exclude(email=NO_ADDRESS)

    return Kind(
        model._meta.label_lower, ("address erased",), rows, lambda row, _facts: erase_address_again(row)
    )


KINDS = {
    **_addresses(),
    "account closed": Kind(PERSON, ("account closed", "account opened again"), _here(), _close, _closed),
    "rights taken": Kind(
        PERSON,
        ("rights set", "rights ended", "colleague never came", "colleague added"),
        _people(is_staff=True),
        _take_rights,
        _rights,
    ),
    "person erased": Kind(
        PERSON,
        ("person erased",),
        _here(),
        lambda person, _facts: erase_again(person),
    ),
    "password changed": Kind(
        PERSON,
        ("password_changed", "password_set", "password_reset"),
        _here(),
        _forget_password,
        _password,
    ),
    "second step removed": Kind(
        PERSON,
        (
            "totp_activated",
            "totp_deactivated",
            "webauthn_added",
            "webauthn_removed",
            "recovery_codes_generated",
            "second_step_removed",
        ),
        _here(),
        _forget_steps,
        _steps,
    ),
    "address given up": Kind(
        PERSON,
        ("email_changed", "address_corrected", "address settled"),
        _here(),
        _forget_address,
        _address,
    ),
    "identity removed": Kind(PERSON, ("identity removed",), _here(), _forget_identities, _identities),
    "mails switched off": Kind(
        PERSON,
        ("mails switched off", "mails switched on", "mails chosen"),
        _here(),
        _switch_off,
        _unwanted,
    ),
    # The address of the dump was given away, or lost: it must open nothing.
    "calendar address changed": Kind(
        PERSON, ("feed renewed",), _with_feed, lambda person, _facts: renew_feed(person, by=None)
    ),
    "calendar address ended": Kind(
        PERSON, ("feed ended",), _with_feed, lambda person, _facts: end_feed(person, by=None)
    ),
}
