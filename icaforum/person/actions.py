"""The verbs by which somebody leaves a team whole: places are passed on or given up, then the seat ends.

They stand above all apps, since what hangs on a person lies in all of them.
"""

from collections.abc import Mapping
from contextlib import suppress

from django.db import transaction
from django.utils.translation import gettext as _

from cities.invitations.actions.access_requests import pass_on_unled
from cities.invitations.actions.instead import take_over
from cities.invitations.actions.inviting import InvitationOver, invite
from cities.leaving.actions import leave, remove_officer
from cities.leaving.losses import offers_of
from cities.models import Officer, User
from cities.people.actions.accounts import deactivate
from cities.people.actions.teams import NoSuccessor, make_lead
from cities.sharing.viewers import viewer_of
from events.models import Event, Registration
from events.places.actions import pass_on, settle
from icaforum.audit.record import Refused

# By the key of a registration: the colleague who gets the place. What is not named is given up.
Handover = Mapping[int, User]


class WhoComes(Refused):
    """A replacement is either a colleague or somebody new."""


@transaction.atomic
def leave_team(
    seat: Officer,
    *,
    by: User | None,
    successor: Officer | None = None,
    places: Handover | None = None,
    offers: User | None = None,
    unled: bool = False,
) -> Officer:
    """End a seat, one's own or a colleague's, with all that hangs on it settled at once; return it.

    `places` names who gets which place at a coming event; others that need the seat are given up, now and not
    at the next minute of the clock. `offers` is the colleague in whose name the open invitations go on, which
    end otherwise. `successor` and `unled` are as in `remove_officer`. Raises as that does,
    and as `events.places.actions.pass_on`.
    """
    events = _hand_over(seat, by=by, places=places or {}, offers=offers)
    if by and by.pk == seat.person_id:
        ended = leave(seat, by=by, successor=successor)
    else:
        ended = remove_officer(seat, by=by, successor=successor, unled=unled)
    _settle(events)
    return ended


@transaction.atomic
def close_account(
    person: User,
    *,
    by: User,
    successor: Officer | None = None,
    places: Handover | None = None,
    offers: User | None = None,
) -> User:
    """Close an account; what hangs on its one seat is handed over as far as that is named. Return the person.

    The seat stays, for the day on which the account is opened again. `successor` becomes a lead contact as
    well, `places` and `offers` are as in `leave_team`. Somebody with several seats hands over nothing here.
    Requests for access that no lead contact is left to answer go to the secretariat.
    Raises NoSuccessor for who is no colleague, and as `cities.people.actions.accounts.deactivate` and
    `events.places.actions.pass_on` do.
    """
    seats = list(person.seats.open().select_related("person", "city")[:2])
    events: Mapping[int, Event] = {}
    if len(seats) == 1:
        events = _hand_over(seats[0], by=by, places=places or {}, offers=offers)
        if successor:
            make_lead(_colleague_of(seats[0], successor), by=by)
    closed = deactivate(person, by=by)
    for seat in closed.seats.open().leads().select_related("city").order_by("city_id"):
        pass_on_unled(seat.city)
    _settle(events)
    return closed


@transaction.atomic
def replace(
    seat: Officer,
    *,
    by: User | None,
    colleague: Officer | None = None,
    email: str = "",
    name: str = "",
    language: str = "",
    note: str = "",
) -> Officer:
    """Put somebody in the place of whoever has a seat: a colleague of the team, or somebody new at `email`.

    A colleague gets the places at coming events and the open invitations, and the lead where the seat is a
    lead contact's. Somebody new is invited to the same role; until they accept, the city may be without a
    lead contact. The seat ends at once. Returns the ended seat. Raises WhoComes, and as `leave_team`,
    `make_lead` and `invite` do.
    """
    if bool(colleague) == bool(email):
        raise WhoComes(_("Choose a colleague, or write the address of somebody new."))
    if colleague is None:
        invite(seat.city, email=email, by=by, name=name, role=seat.role, note=note, language=language)
        return leave_team(seat, by=by, unled=True)
    found = _colleague_of(seat, colleague)
    if seat.is_lead and not found.is_lead:
        make_lead(found, by=by)
    return leave_team(seat, by=by, places=places_for(seat, found.person), offers=found.person)


def places_for(seat: Officer, colleague: User) -> Handover:
    """Return the handover by which a colleague gets each place of the seat's city that they can use.

    That is at events which are open to them, and to which they do not come already.
    """
    held = Registration.objects.of(seat.person).at_stake().filter(city=seat.city_id)
    going = Registration.objects.of(colleague).going()
    usable = held.visible_to(viewer_of(colleague)).exclude(event__in=going.values("event"))
    return dict.fromkeys(usable.values_list("pk", flat=True), colleague)


def _hand_over(
    seat: Officer, *, by: User | None, places: Handover, offers: User | None
) -> Mapping[int, Event]:
    """Pass on what is named; return the events at which the person has a place, or had one."""
    held = Registration.objects.of(seat.person).at_stake().select_related("event").order_by("event_id")
    events = {row.event_id: row.event for row in held}
    for row in held:
        if colleague := places.get(row.pk):
            pass_on(row.event, by=by, person=seat.person, to=colleague)
    if offers and seat.colleagues().filter(person=offers).exists():
        for invitation in offers_of(seat):
            with suppress(InvitationOver):  # it was accepted this moment
                take_over(invitation, to=offers, by=by)
    return events


def _colleague_of(seat: Officer, colleague: Officer) -> Officer:
    found = seat.colleagues().select_related("person").filter(pk=colleague.pk).first()
    if found is None:
        raise NoSuccessor(_("Choose a colleague from the team of %(city)s.") % {"city": seat.city})
    return found


def _settle(events: Mapping[int, Event]) -> None:
    """Settle these events, in the order of their keys: two who leave at once wait in no ring."""
    for key in sorted(events):
        settle(events[key])
