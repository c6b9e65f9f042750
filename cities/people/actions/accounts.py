"""The secretariat's verbs on accounts: closed, opened again, sessions ended, a second step or address."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.people import mailed_codes
from cities.people.actions.signing_in import note_security_change, tell_of_change
from cities.people.locks import Erased, lock_account_of_another
from cities.people.models import Officer, User
from cities.people.proofs import forget_identities
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import send_elsewhere
from icaforum.outbox.models import Message
from icaforum.words.addresses import clean_address

OWN_ADDRESS = gettext_lazy("You change your own address on the page of your account, where you prove it.")

name_verbs(
    {
        "account closed": gettext_lazy("closed the account"),
        "account opened again": gettext_lazy("opened the account again"),
        "signed out everywhere": gettext_lazy("signed out everywhere"),
        "identity removed": gettext_lazy("removed the sign-in through the city"),
        "address settled": gettext_lazy("settled the address"),
        "address_corrected": gettext_lazy("corrected the address"),
    }
)


class AddressTaken(Refused):
    """Somebody has an account with this address."""


class NothingToSettle(Refused):
    """The account has an address that can be used; people change theirs themselves."""


class NotForLeads(Refused):
    """The secretariat corrects this address: the mailbox works, or the person is not the lead's alone."""


class NothingToCorrect(Refused):
    """The address is the one that stands there."""


class NoSecondStep(Refused):
    """The person signs in without a second step, so there is none to remove."""


class NoIdentity(Refused):
    """The person signs in by no identity of a city's own."""


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
def remove_identity(person: User, *, by: User) -> User:
    """Let the identity of a city's own open an account no longer; all sessions end. Return the person.

    The next sign-in by one of the person's addresses binds anew. Raises NoIdentity where there is none, and
    NotYours for one's own account, and for a superuser's unless `by` is one.
    """
    own = _("You cannot remove your own way in here; ask a colleague.")
    person = lock_account_of_another(person, by=by, own=own)
    if not forget_identities(person):
        raise NoIdentity(_("%(person)s does not sign in through a city.") % {"person": person})
    _end_sessions(person)
    record("identity removed", person, by=by)
    return person


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
    _refuse_taken(person, email)
    _write_address(person, email)
    forget_identities(person)
    # What was kept of the old one: nothing finds it any more.
    EmailAddress.objects.filter(user=person).exclude(email=person.email).delete()
    record("address settled", person, by=by)
    return person


@transaction.atomic
def correct_address(person: User, *, email: str, by: User) -> User:
    """Give an account another address, whose reader signs in from now on; return the person.

    For a mailbox that is dead or was mistyped, whose owner cannot prove a new one. All sessions end; a second
    step and a password stay, and the old address opens nothing any more. Both addresses are told, the old one
    unless mails come back from it; what waits to be sent goes to the new one. Raises NothingToCorrect,
    AddressTaken, and NotYours for one's own account, and for a superuser's unless `by` is one.
    """
    person = lock_account_of_another(person, by=by, own=str(OWN_ADDRESS))
    return _correct(person, email=clean_address(email), by=by)


@transaction.atomic
def correct_colleague(seat: Officer, *, email: str, by: User) -> User:
    """Give a colleague whose mails come back another address, as a lead contact; return the person.

    Only of a city's own people: the address is in the domain of the old one or of the lead's own, and the
    colleague is in no team that `by` does not lead. All else is for the secretariat. Raises NotForLeads, and
    as `correct_address`.
    """
    person = lock_account_of_another(seat.person, by=by, own=str(OWN_ADDRESS))
    email = clean_address(email)
    led = by.seats.standing().leads().values("city")
    theirs = person.seats.open()
    is_ours = theirs.filter(pk=seat.pk, city__in=led).exists() and not theirs.exclude(city__in=led).exists()
    if person.is_staff or not is_ours:
        raise NotForLeads(_("%(person)s is not in your team alone. Please ask us.") % {"person": person})
    if not Message.objects.that_came_back().filter(person=person).exists():
        words = _("Mails reach %(person)s, who changes the address alone, on the page of the account.")
        raise NotForLeads(words % {"person": person})
    domains = {_domain(person.email), _domain(by.email)}
    if _domain(email) not in domains:
        words = _("An address at %(domains)s can be entered here. For another one please ask us.")
        raise NotForLeads(words % {"domains": ", ".join(sorted(domains))})
    return _correct(person, email=email, by=by)


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def _correct(person: User, *, email: str, by: User) -> User:
    """Give a locked account another address; raises NothingToCorrect and AddressTaken."""
    was = person.email
    if email == was:
        raise NothingToCorrect(_("This is the address that stands here."))
    _refuse_taken(person, email)
    is_dead = Message.objects.that_came_back().filter(person=person).exists()
    _write_address(person, email)
    EmailAddress.objects.filter(user=person, email=was).delete()
    forget_identities(person)  # whoever came by one may have been somebody else
    EmailAddress.objects.filter(user=person, email=email, verified=True).update(primary=True)
    _end_sessions(person)
    send_elsewhere(person, was=was)
    seed = mailed_codes.new_seed()
    note_security_change(person, what="address_corrected", to=person, seed=seed, by=by)
    if not is_dead:
        tell_of_change(person, what="address_corrected", to=was, seed=mailed_codes.new_seed())
    return person


def _refuse_taken(person: User, email: str) -> None:
    """Raise AddressTaken where somebody else has an account with this address."""
    if User.objects.with_address(email).exclude(pk=person.pk).exists():
        raise _taken(email)


def _write_address(person: User, email: str) -> None:
    """Save the address of an account; raises AddressTaken where somebody got it this moment."""
    person.email, person.address_to_settle = email, False
    try:
        # A savepoint: after an error PostgreSQL refuses everything else in the transaction.
        with transaction.atomic():
            person.save(update_fields=["email", "address_to_settle"])
    except IntegrityError as error:
        raise _taken(email) from error


def _taken(email: str) -> AddressTaken:
    return AddressTaken(_("%(email)s belongs to an account already.") % {"email": email})


def _end_sessions(person: User) -> None:
    """Sign the person out on every device."""
    for session in UserSession.objects.filter(user=person):
        # One by one: `end` deletes the session of Django as well as the row.
        session.end()
