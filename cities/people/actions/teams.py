"""Verbs by which the lead of a team changes hands, and the end of a seat (its verbs: `cities.leaving`)."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import City
from cities.people.models import Officer, User
from icaforum.audit.belonging import belongs
from icaforum.audit.details import choice_of, name_details
from icaforum.audit.locks import locked
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import queue_mail
from icaforum.words.times import database_now

name_verbs(
    {
        "lead handed over": gettext_lazy("handed over the lead"),
        "made lead": gettext_lazy("made lead contact"),
    }
)
name_details({"role": choice_of(Officer.Role.choices, gettext_lazy("role"))})
belongs(Officer, "person", to=User)
belongs(Officer, "city", to=City)


class SeatEnded(Refused):
    """The seat at hand has ended meanwhile."""


class LastLead(Refused):
    """Every city with people has a lead; the last one names another before going."""


class NoSuccessor(Refused):
    """The person cannot take over: no colleague with an open seat there, or a lead contact already."""


@transaction.atomic
def hand_over(seat: Officer, *, to: Officer, by: User | None) -> Officer:
    """Make the colleague `to` the lead contact; the one who hands over stays in the team.

    Returns the new lead's seat. Raises SeatEnded, and NoSuccessor where `seat` is no lead's or `to` is no
    colleague who may sign in.
    """
    seat = _lock_open_seat(seat)
    if not seat.is_lead:
        raise NoSuccessor(_("Only a lead contact can hand the lead over."))
    successor = _promote_to_lead(to, seat.city, but=seat)
    seat.role = Officer.Role.OFFICER
    seat.save(update_fields=["role"])
    record("lead handed over", seat, by=by, city=seat.city_id, to=successor.pk)
    _mail_new_lead(successor, by=by)
    return successor


@transaction.atomic
def make_lead(seat: Officer, *, by: User | None) -> Officer:
    """Make somebody of the team a lead contact as well; return the seat.

    Raises SeatEnded, and NoSuccessor for somebody who is a lead contact already.
    """
    seat = _lock_open_seat(seat)
    if seat.is_lead:
        raise NoSuccessor(_("%(person)s is a lead contact already.") % {"person": seat.person})
    seat.role = Officer.Role.LEAD
    seat.save(update_fields=["role"])
    record("made lead", seat, by=by, city=seat.city_id)
    _mail_new_lead(seat, by=by)
    return seat


@transaction.atomic
def end_seat(seat: Officer, *, by: User | None, successor: Officer | None, unled: bool = False) -> Officer:
    """Write the end of the seat alone, after its lead was passed on where that is needed; return the seat.

    With `unled` no successor is needed: a lead contact is invited already. What hangs on it ends in
    `cities.leaving.actions`, whose verbs call this. Raises SeatEnded, LastLead and NoSuccessor.
    """
    seat = _lock_open_seat(seat)
    if seat.must_name_successor and not unled:
        if successor is None:
            raise LastLead(
                _("%(person)s is the only lead contact of %(city)s. First name a colleague who takes over.")
                % {"person": seat.person, "city": seat.city}
            )
        _mail_new_lead(_promote_to_lead(successor, seat.city, but=seat), by=by)
    # A seat may begin in the future of this clock (two machines); the constraint allows no end before its
    # start.
    seat.until = max(database_now(), seat.since)
    seat.save(update_fields=["until"])
    return seat


def _lock_open_seat(seat: Officer) -> Officer:
    """Lock the seat's city, then the seat; return the seat as it is now. Raises SeatEnded."""
    # All who change a team wait for its city first, so two leads cannot both go at once, each believing
    # that the other stays. «no key» lets others insert rows that refer to the city meanwhile.
    city = locked(City.objects.select_for_update(no_key=True), seat.city_id)
    # Only the row itself: without `of` the joined person would be locked as well.
    seat = locked(Officer.objects.select_for_update(of=("self",)).select_related("person"), seat.pk)
    # Spares another read of the row that is locked already.
    seat.city = city
    if seat.until is not None:
        raise SeatEnded(_("%(person)s is no longer in this team.") % {"person": seat.person})
    return seat


def _promote_to_lead(colleague: Officer, city: City, *, but: Officer) -> Officer:
    """Make a colleague of `but` a lead contact; return that seat. Raises NoSuccessor."""
    # Read anew under the lock and through the team, so that neither a stale row nor a seat of another city
    # can be promoted.
    successor = but.colleagues().select_related("person").filter(pk=colleague.pk).first()
    if successor is None:
        raise NoSuccessor(_("Choose a colleague from the team of %(city)s.") % {"city": city})
    successor.role = Officer.Role.LEAD
    successor.save(update_fields=["role"])
    return successor


def _mail_new_lead(seat: Officer, *, by: User | None) -> None:
    """Tell somebody that the lead is theirs now, unless they took it themselves."""
    if by is None or seat.person_id != by.pk:
        # The key is new each time: the same person may become lead again later, and is told again.
        moment = int(database_now().timestamp())
        queue_mail(
            "handed_over", to=seat.person, key=f"handed_over:{seat.pk}:{moment}", ids={"seat": seat.pk}
        )
