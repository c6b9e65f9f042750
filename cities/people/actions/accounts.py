"""The secretariat's verbs on accounts: closed, opened again, a second step removed, an address settled."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.people import mailed_codes
from cities.people.actions.signing_in import note_security_change
from cities.people.locks import Erased, lock_account_of_another
from cities.people.models import User
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs

name_verbs(
    {
        "account closed": gettext_lazy("closed the account"),
        "account opened again": gettext_lazy("opened the account again"),
        "signed out everywhere": gettext_lazy("signed out everywhere"),
        "address settled": gettext_lazy("settled the address"),
    }
)


class AddressTaken(Refused):
    """Somebody has an account with this address."""


class NothingToSettle(Refused):
    """The account has an address that can be used; people change theirs themselves."""


class NoSecondStep(Refused):
    """The person signs in without a second step, so there is none to remove."""


@transaction.atomic
def deactivate(person: User, *, by: User) -> User:
    """Close an account: it cannot sign in, sees nothing, and all its sessions end. Nothing is erased.

    Returns the person. Raises NotYours for one's own account, and for a superuser's unless `by` is one.
    """
    own = _("You cannot close your own account; ask a colleague.")
    person = lock_account_of_another(person, by=by, own=own)
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

    Raises NotYours for one's own account, and for a superuser's unless `by` is one, and Erased.
    """
    person = lock_account_of_another(person, by=by, own=_("Your account is open."))
    if person.erased_at:
        raise Erased(_("All that was held of this person is erased, so there is no account to open."))
    if person.is_active:
        return person
    person.is_active = True
    person.save(update_fields=["is_active"])
    record("account opened again", person, by=by)
    return person


@transaction.atomic
def end_sessions(person: User, *, by: User) -> User:
    """Sign somebody out on every device; they sign in again as ever. Return the person.

    Raises NotYours for one's own account, and for a superuser's unless `by` is one.
    """
    own = _("You sign out your own devices on the page of your account.")
    person = lock_account_of_another(person, by=by, own=own)
    _end_sessions(person)
    record("signed out everywhere", person, by=by)
    return person


@transaction.atomic
def remove_second_step(person: User, *, by: User) -> User:
    """Remove every second step of somebody who has lost the phone or the key; all sessions end.

    The person is told by mail. Returns the person. Raises NoSecondStep where there is none, and NotYours
    for one's own account, and for a superuser's unless `by` is one.
    """
    own = _("You cannot remove your own second step here; ask a colleague.")
    person = lock_account_of_another(person, by=by, own=own)
    steps = Authenticator.objects.filter(user=person)
    if not steps.exists():
        raise NoSecondStep(_("%(person)s has no second step.") % {"person": person})
    steps.delete()
    _end_sessions(person)
    return note_security_change(
        person, what="second_step_removed", to=person, seed=mailed_codes.new_seed(), by=by
    )


@transaction.atomic
def settle_address(person: User, *, email: str, by: User) -> User:
    """Give an account the right address, where the one it had could not be cleaned or was another's as well.

    Returns the person, who proves the address by signing in. Raises NothingToSettle, AddressTaken, and
    NotYours for one's own account, and for a superuser's unless `by` is one.
    """
    own = _("You cannot settle your own address; ask a colleague.")
    person = lock_account_of_another(person, by=by, own=own)
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


def _end_sessions(person: User) -> None:
    """Sign the person out on every device."""
    for session in UserSession.objects.filter(user=person):
        # One by one: `end` deletes the session of Django as well as the row.
        session.end()
