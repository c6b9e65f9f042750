"""The verb by which an offered seat is taken."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import City
from cities.invitations.actions.inviting import InvitationOver, refusal_for_staff
from cities.invitations.models import Invitation
from cities.people.models import Officer, User
from cities.people.proofs import mark_address_proved
from icaforum.audit.locks import locking
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from icaforum.words.times import database_now

name_verbs({"invitation accepted": gettext_lazy("accepted the invitation")})


class AccountClosed(Refused):
    """The secretariat closed the account behind this address; an invitation does not open it."""


# Said by the verb and, before that, by the page.
CLOSED = gettext_lazy("This account was closed. Please write to us.")


class SignInFirst(Refused):
    """The address has an account, and whoever accepts has not shown that it is theirs."""


@transaction.atomic
def accept_invitation(
    invitation: Invitation,
    *,
    version: int,
    by: User | None,
    name: str = "",
    greeting: str = "",
    language: str = "",
    time_zone: str = "",
) -> Officer:
    """Take the seat: for `by`, who is signed in; else make the person of the bound address.

    `version` is that of the link. Name, greeting, language and time zone are for somebody new; whoever has an
    account keeps what stands there. Returns the seat. Raises InvitationOver, also for an older version, a
    city that has left, or somebody who may no longer invite; SignInFirst where the address is that of an
    account and not `by`'s; AccountClosed and IsStaff.
    """
    now = database_now()
    # The conditional update is the one gate: of twenty presses at once, one gets through. A lock beforehand
    # would make the others wait only to be refused.
    ready = Invitation.objects.acceptable(now).filter(pk=invitation.pk, link_version=version)
    if not ready.update(accepted_at=now):
        raise InvitationOver(_("This invitation can no longer be accepted."))
    facts = {"name": name, "greeting": greeting, "language": language, "time_zone": time_zone}
    person = _person_of(invitation.email, facts, by=by)
    # A second update, since the person may come into being only after the gate.
    Invitation.objects.filter(pk=invitation.pk).update(accepted_by=person)
    seat = _take_seat(invitation, person)
    _take_companions(invitation, person)
    return seat


def _take_companions(invitation: Invitation, person: User) -> None:
    """Take the seats in other cities that the same mail told of, as far as they are still offered."""
    now, cities = database_now(), City.objects.members()
    waiting = invitation.companions.open().filter(city__in=cities, email=invitation.email)
    with locking():
        companions = list(waiting.select_for_update(of=("self",)))
    for companion in companions:
        companion.accepted_at, companion.accepted_by = now, person
        # One that was never mailed itself was told of by this mail.
        companion.sent_at, companion.expires_at = invitation.sent_at, invitation.expires_at
        companion.save(update_fields=["accepted_at", "accepted_by", "sent_at", "expires_at"])
        _take_seat(companion, person)


def _take_seat(invitation: Invitation, person: User) -> Officer:
    """Give the person the seat that an accepted invitation offered; return it."""
    # Somebody may have got a seat there in another way meanwhile; then that one stays, and is raised if the
    # offer was a lead.
    seat, is_new = Officer.objects.get_or_create(
        person=person,
        city_id=invitation.city_id,
        until=None,
        defaults={"role": invitation.role, "since": database_now()},
    )
    if not is_new and invitation.role == Officer.Role.LEAD and not seat.is_lead:
        seat.role = Officer.Role.LEAD
        seat.save(update_fields=["role"])
    record("invitation accepted", invitation, by=person, city=invitation.city_id, seat=seat.pk)
    return seat


def _person_of(email: str, facts: dict[str, str], *, by: User | None) -> User:
    """Return `by`, whose address it must be; where nobody is signed in, somebody new, as they say.

    Raises SignInFirst, AccountClosed and IsStaff.
    """
    # The refusals undo the acceptance above: it is one transaction.
    with locking():
        owners = list(User.objects.with_address(email).select_for_update())
    person = next((owner for owner in owners if by and owner.pk == by.pk), None)
    if person is None and (by or owners):
        raise _refusal_of_a_stranger(next(iter(owners), None))
    if person is None:
        try:
            # A savepoint: after an error PostgreSQL refuses everything else in the transaction.
            with transaction.atomic():
                person = User.objects.create_user(email, zone_confirmed_at=database_now(), **facts)
        except IntegrityError as error:  # another invitation to the same address was accepted this moment
            raise _refusal_of_a_stranger(None) from error
    if not person.is_active:
        raise AccountClosed(CLOSED)
    if person.is_staff:
        raise refusal_for_staff(email)
    mark_address_proved(person, email)
    return person


def _refusal_of_a_stranger(owner: User | None) -> Refused:
    """Make the refusal for somebody who has not shown that the account of the address is theirs."""
    if owner and not owner.is_active:
        return AccountClosed(CLOSED)
    return SignInFirst(_("There is an account with this address. Please sign in, then accept."))
