"""The verbs that end a seat, and with it all that its person started or was given through it."""

from contextlib import suppress

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest, Now
from django.utils.translation import gettext_lazy

from cities.invitations.actions.access_requests import pass_on_unled
from cities.invitations.actions.inviting import InvitationOver, revoke_invitation
from cities.leaving.losses import exceptions_ending_with, invitations_ending_with
from cities.people.actions.teams import end_seat
from cities.people.models import Officer, User
from cities.people.proofs import forget_identities
from cities.sharing.actions import revoke
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import queue_mail

name_verbs({"seat left": gettext_lazy("left the team"), "seat ended": gettext_lazy("ended the seat")})


@transaction.atomic
def remove_officer(
    seat: Officer, *, by: User | None, successor: Officer | None = None, unled: bool = False
) -> Officer:
    """Take somebody out of a city's team; the person, who keeps the account, and the other leads are told.

    `successor` becomes lead contact first, where it is the only one who goes; with `unled` nobody needs to,
    since a lead contact is invited in their place. Returns the ended seat. Raises SeatEnded, LastLead where a
    successor is needed and none is named, and NoSuccessor where the one named is no colleague.
    """
    seat = _end(seat, by=by, successor=successor, unled=unled)
    record("seat ended", seat, by=by, city=seat.city_id, person=seat.person_id)
    _mail_of_the_end(seat, by=by)
    return seat


@transaction.atomic
def leave(seat: Officer, *, by: User, successor: Officer | None = None) -> Officer:
    """Leave a city's team oneself; the person and the leads who stay are told. Return the ended seat.

    `successor` is as in `remove_officer`. Raises SeatEnded, LastLead and NoSuccessor for the same reasons.
    """
    seat = _end(seat, by=by, successor=successor)
    record("seat left", seat, by=by, city=seat.city_id)
    _mail_of_the_end(seat, by=by)
    return seat


@transaction.atomic
def end_again(seat: Officer, *, by: User | None = None) -> Officer:
    """End a seat that had ended before the database was restored from a backup; nobody is told again.

    The only lead's too: who followed is for the secretariat to name anew. Returns the ended seat.
    """
    Officer.objects.open().filter(pk=seat.pk).update(until=Greatest(Now(), F("since")))
    seat.refresh_from_db()
    _end_what_hangs_on(seat, by=by)
    record("seat ended", seat, by=by, city=seat.city_id, person=seat.person_id)
    return seat


def _mail_of_the_end(seat: Officer, *, by: User | None) -> None:
    """Tell the person that the seat has ended, and each lead of the city but the one who ended it."""
    # A seat ends once, so its key makes these mails come once.
    queue_mail("seat_removed", to=seat.person, key=f"seat_removed:{seat.pk}", ids={"seat": seat.pk})
    leads = seat.city.seats.standing().leads().filter(person__is_active=True).exclude(person=seat.person)
    for lead in leads.exclude(person=by).select_related("person"):
        queue_mail(
            "colleague_left",
            to=lead.person,
            key=f"colleague_left:{seat.pk}:{lead.person_id}",
            ids={"seat": seat.pk, "lead": lead.pk},
        )


def _end(seat: Officer, *, by: User | None, successor: Officer | None, unled: bool = False) -> Officer:
    """End the seat and what hangs on it: invitations, exceptions, and requests that nobody else answers.

    Places at events and pairings are settled by the clock of the apps that own them.
    """
    ended = end_seat(seat, by=by, successor=successor, unled=unled)
    _end_what_hangs_on(ended, by=by)
    return ended


def _end_what_hangs_on(ended: Officer, *, by: User | None) -> None:
    for invitation in invitations_ending_with(ended):
        with suppress(InvitationOver):  # it was accepted this moment
            revoke_invitation(invitation, by=by)
    for grant in exceptions_ending_with(ended):
        revoke(grant.content_object, to=ended.person, by=by)
    pass_on_unled(ended.city)
    # The account stays, and a mailed code opens it; the city no longer says who its person is.
    if not ended.person.seats.open().exists():
        forget_identities(ended.person)
