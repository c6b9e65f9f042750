"""The secretariat's verbs on accounts: closed, opened again, a second step removed, colleagues, rights."""

from collections.abc import Collection

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.people import mailed_codes
from cities.people.actions.signing_in import note_security_change
from cities.people.locks import lock_both
from cities.people.models import User
from cities.people.presets import PRESETS, SECRETARIAT, group_of
from icaforum.audit.details import Detail, Names, name_details, yes_or_no
from icaforum.audit.models import Entry
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import queue_mail

name_verbs(
    {
        "colleague added": gettext_lazy("added a colleague"),
        "account closed": gettext_lazy("closed the account"),
        "account opened again": gettext_lazy("opened the account again"),
        "rights set": gettext_lazy("set the rights"),
        "address settled": gettext_lazy("settled the address"),
    }
)


def _presets(value: list[str], _entry: Entry, _names: Names) -> str:
    return ", ".join(str(PRESETS[name].label) for name in value if name in PRESETS)


name_details(
    {
        "staff": yes_or_no(gettext_lazy("works in the secretariat")),
        "presets": Detail(gettext_lazy("may do"), _presets),
        "superuser": yes_or_no(gettext_lazy("may do everything")),
    }
)


class AddressTaken(Refused):
    """Somebody has an account with this address."""


class NothingToSettle(Refused):
    """The account has an address that can be used; people change theirs themselves."""


class NoSecondStep(Refused):
    """The person signs in without a second step, so there is none to remove."""


class NoPreset(Refused):
    """Somebody is to add colleagues without working in the secretariat."""


class NotYours(Refused):
    """The account or the right is for somebody else to change: one's own account, or one with more rights."""


@transaction.atomic
def deactivate(person: User, *, by: User) -> User:
    """Close an account: it cannot sign in, sees nothing, and all its sessions end. Nothing is erased.

    Returns the person. Raises NotYours for one's own account, and for a superuser's unless `by` is one.
    """
    own = _("You cannot close your own account; ask a colleague.")
    person = _lock_account_of_another(person, by=by, own=own)
    # Pressed twice: nothing to do, and no second line in the history.
    if not person.is_active:
        return person
    person.is_active = False
    person.save(update_fields=["is_active"])
    _end_sessions(person)
    record("account closed", person, by=by)
    return person


@transaction.atomic
def reactivate(person: User, *, by: User) -> User:
    """Open a closed account again; its seats are what they are. Return the person.

    Raises NotYours for one's own account, and for a superuser's unless `by` is one.
    """
    person = _lock_account_of_another(person, by=by, own=_("Your account is open."))
    if person.is_active:
        return person
    person.is_active = True
    person.save(update_fields=["is_active"])
    record("account opened again", person, by=by)
    return person


@transaction.atomic
def remove_second_step(person: User, *, by: User) -> User:
    """Remove every second step of somebody who has lost the phone or the key; all sessions end.

    The person is told by mail. Returns the person. Raises NoSecondStep where there is none, and NotYours
    for one's own account, and for a superuser's unless `by` is one.
    """
    own = _("You cannot remove your own second step here; ask a colleague.")
    person = _lock_account_of_another(person, by=by, own=own)
    steps = Authenticator.objects.filter(user=person)
    if not steps.exists():
        raise NoSecondStep(_("%(person)s has no second step.") % {"person": person})
    steps.delete()
    _end_sessions(person)
    return note_security_change(
        person, what="second_step_removed", to=person, seed=mailed_codes.new_seed(), by=by
    )


@transaction.atomic
def add_colleague(
    *,
    email: str,
    name: str,
    language: str,
    time_zone: str,
    presets: Collection[str],
    greeting: str = "",
    adds_colleagues: bool = False,
    by: User,
) -> User:
    """Give a colleague of the secretariat an account with these presets; a mail says how to sign in.

    Arguments and errors as of `set_rights`. Returns the person. Raises AddressTaken as well.
    """
    _refuse_unless_superuser(by, _("Only a superuser can add a colleague."))
    if User.objects.with_address(email).exists():
        raise AddressTaken(_("%(email)s belongs to an account already.") % {"email": email})
    facts = {"name": name, "greeting": greeting, "language": language, "time_zone": time_zone}
    person = User.objects.create_user(email, is_staff=True, **facts)
    # A superuser vouches for the address, so it counts as proved: the first code goes there.
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    _give(person, presets, adds_colleagues=adds_colleagues)
    record("colleague added", person, by=by, presets=sorted(presets), superuser=adds_colleagues)
    queue_mail(
        "colleague_added",
        to=person,
        key=f"colleague_added:{person.pk}",
        ids={"person": person.pk, "by": by.pk},
    )
    return person


@transaction.atomic
def settle_address(person: User, *, email: str, by: User) -> User:
    """Give an account the right address, where the one it had could not be cleaned or was another's as well.

    Returns the person, who proves the address by signing in. Raises NothingToSettle, AddressTaken, and
    NotYours for one's own account, and for a superuser's unless `by` is one.
    """
    own = _("You cannot settle your own address; ask a colleague.")
    person = _lock_account_of_another(person, by=by, own=own)
    if not person.address_to_settle:
        raise NothingToSettle(_("%(person)s has an address that works.") % {"person": person})
    if User.objects.with_address(email).exclude(pk=person.pk).exists():
        raise AddressTaken(_("%(email)s belongs to an account already.") % {"email": email})
    person.email, person.address_to_settle = email, False
    person.save(update_fields=["email", "address_to_settle"])
    # What was kept of the old one: nothing finds it any more.
    EmailAddress.objects.filter(user=person).exclude(email=person.email).delete()
    record("address settled", person, by=by)
    return person


@transaction.atomic
def set_rights(person: User, *, presets: Collection[str], adds_colleagues: bool = False, by: User) -> User:
    """Set exactly what a person may do in the secretariat: the rights of these presets, and no others.

    `presets` are keys of `cities.people.presets.PRESETS`; none of them ends the work in the secretariat.
    `adds_colleagues`, only with the preset of the secretariat, makes a superuser. Returns the person. Raises
    NotYours unless `by` is a superuser, for one's own rights, and for somebody with a seat in a city;
    NoPreset where colleagues are added without the secretariat's preset.
    """
    person = _lock_account_of_another(
        person, by=by, own=_("You cannot change your own rights; ask a colleague.")
    )
    _refuse_unless_superuser(by, _("Only a superuser can change rights."))
    # Staff sees everything, so it must not speak for a city as well.
    if presets and (seat := person.seats.open().select_related("city").first()):
        words = _("%(person)s speaks for %(city)s. End that place first: the secretariat has none.")
        raise NotYours(words % {"person": person, "city": seat.city})
    _give(person, presets, adds_colleagues=adds_colleagues)
    record("rights set", person, by=by, presets=sorted(presets), superuser=adds_colleagues)
    return person


@transaction.atomic
def take_rights(person: User, *, by: User) -> User:
    """End somebody's work in the secretariat: no right is left, the account stays. Return the person.

    Raises NotYours as `set_rights` does.
    """
    return set_rights(person, presets=(), by=by)


def _give(person: User, presets: Collection[str], *, adds_colleagues: bool) -> None:
    """Write the rights into the person's row and groups. Raises NoPreset."""
    if adds_colleagues and SECRETARIAT not in presets:
        raise NoPreset(_("Only together with Secretariat may somebody add colleagues."))
    # Django lets nobody into the admin who is not staff, a superuser neither.
    person.is_staff, person.is_superuser = bool(presets), adds_colleagues
    person.save(update_fields=["is_staff", "is_superuser"])
    person.groups.set([group_of(name) for name in presets])
    person.user_permissions.clear()  # exactly the presets: nothing that was given otherwise stays


def _refuse_unless_superuser(by: User, words: str) -> None:
    """Raise NotYours with these words where `by` is no superuser, as the row stands now."""
    if not User.objects.filter(pk=by.pk, is_active=True, is_superuser=True).exists():
        raise NotYours(words)


def _lock_account_of_another(person: User, *, by: User, own: str) -> User:
    """Lock and return the account of somebody else; `own` is the refusal for one's own.

    Raises NotYours for one's own account, and for a superuser's unless `by` is one.
    """
    person, by = lock_both(person, by)
    if person.pk == by.pk:
        raise NotYours(own)
    if person.is_superuser and not (by.is_superuser and by.is_active):
        raise NotYours(_("Only a superuser can do this to a superuser."))
    return person


def _end_sessions(person: User) -> None:
    """Sign the person out on every device."""
    for session in UserSession.objects.filter(user=person):
        # One by one: `end` deletes the session of Django as well as the row.
        session.end()
