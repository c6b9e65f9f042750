"""Seats change hands: a lead hands over, removes somebody, or a person leaves."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import City
from cities.people.models import Officer, User
from icaforum.audit.details import choice_of, name_details
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import queue_mail

name_verbs(
    {
        "lead handed over": gettext_lazy("handed over the lead"),
        "made lead": gettext_lazy("made lead contact"),
        "seat left": gettext_lazy("left the team"),
        "seat ended": gettext_lazy("ended the seat"),
    }
)
name_details({"role": choice_of(Officer.Role.choices, gettext_lazy("role"))})


class SeatEnded(Refused):
    """The seat at hand has ended meanwhile."""


class LastLead(Refused):
    """Every city with people has a lead; the last one names another before going."""


class NoSuccessor(Refused):
    """Only a colleague with an open seat in the same city can take over."""


@transaction.atomic
def hand_over(seat: Officer, *, to: Officer, by: User | None) -> Officer:
    """Make a colleague the lead contact; the one who hands over stays in the team."""
    seat = _locked_open(seat)
    if not seat.is_lead:
        raise NoSuccessor(_("Only a lead contact can hand the lead over."))
    successor = _raise_to_lead(to, seat.city, but=seat)
    seat.role = Officer.Role.OFFICER
    seat.save(update_fields=["role"])
    record("lead handed over", seat, by=by, city=seat.city_id, to=successor.pk)
    _mail_new_lead(successor, by=by)
    return successor


@transaction.atomic
def make_lead(seat: Officer, *, by: User | None) -> Officer:
    """Make somebody of the team a lead contact as well."""
    seat = _locked_open(seat)
    if seat.is_lead:
        raise NoSuccessor(_("%(person)s is a lead contact already.") % {"person": seat.person})
    seat.role = Officer.Role.LEAD
    seat.save(update_fields=["role"])
    record("made lead", seat, by=by, city=seat.city_id)
    _mail_new_lead(seat, by=by)
    return seat


@transaction.atomic
def remove_officer(seat: Officer, *, by: User | None, successor: Officer | None = None) -> Officer:
    """Take somebody out of a city's team; the person is told, and keeps the account."""
    seat = _ended(seat, by=by, successor=successor)
    record("seat ended", seat, by=by, city=seat.city_id, person=seat.person_id)
    queue_mail("seat_removed", to=seat.person, key=f"seat_removed:{seat.pk}", ids={"seat": seat.pk})
    return seat


@transaction.atomic
def leave(seat: Officer, *, by: User, successor: Officer | None = None) -> Officer:
    """Leave a city's team oneself."""
    seat = _ended(seat, by=by, successor=successor)
    record("seat left", seat, by=by, city=seat.city_id)
    return seat


def _ended(seat: Officer, *, by: User | None, successor: Officer | None) -> Officer:
    seat = _locked_open(seat)
    if seat.has_to_name_another:
        if successor is None:
            raise LastLead(
                _("%(person)s is the only lead contact of %(city)s. First name a colleague who takes over.")
                % {"person": seat.person, "city": seat.city}
            )
        _mail_new_lead(_raise_to_lead(successor, seat.city, but=seat), by=by)
    seat.until = max(timezone.now(), seat.since)
    seat.save(update_fields=["until"])
    return seat


def _locked_open(seat: Officer) -> Officer:
    """The seat as it is now. All who change a team wait for its city, so two leads cannot both go."""
    city = City.objects.select_for_update(no_key=True).get(pk=seat.city_id)
    seat = Officer.objects.select_for_update(of=("self",)).select_related("person").get(pk=seat.pk)
    seat.city = city
    if seat.until is not None:
        raise SeatEnded(_("%(person)s is no longer in this team.") % {"person": seat.person})
    return seat


def _raise_to_lead(colleague: Officer, city: City, *, but: Officer) -> Officer:
    successor = but.colleagues().select_related("person").filter(pk=colleague.pk).first()
    if successor is None:
        raise NoSuccessor(_("Choose a colleague from the team of %(city)s.") % {"city": city})
    successor.role = Officer.Role.LEAD
    successor.save(update_fields=["role"])
    return successor


def _mail_new_lead(seat: Officer, *, by: User | None) -> None:
    """Tell somebody that the lead is theirs now, unless they took it themselves."""
    if by is None or seat.person_id != by.pk:
        moment = int(timezone.now().timestamp())
        queue_mail(
            "handed_over", to=seat.person, key=f"handed_over:{seat.pk}:{moment}", ids={"seat": seat.pk}
        )
