"""Counts what ends with a seat or a whole team, before it ends.

Nothing is ended here. The counts are made by the rules that will hold afterwards, so that the page before the
press promises what then happens.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from cities.directory.models import City, Membership
from cities.directory.tiers import Tier
from cities.directory.viewer import Viewer
from cities.invitations.models import AccessRequest, Invitation
from cities.leaving.rules import Losses, gone_in_words
from cities.people.models import Officer, User
from cities.sharing.models import PersonGrant, person_grants
from cities.sharing.viewers import viewers_of
from icaforum.outbox.models import Message
from icaforum.words.places import local_name

# By the stories above this one, each for what it keeps of cities.
_TOLD: list[Callable[[City], Iterable[str]]] = []


def tells_of_departure(told: Callable[[City], Iterable[str]]) -> None:
    """Have the plan of a city that leaves say these sentences as well, a count in each."""
    if told not in _TOLD:
        _TOLD.append(told)


def what_becomes_of(city: City) -> list[str]:
    """Return what becomes of all that the city has written and asked, a sentence each; nothing of nothing."""
    return [sentence for told in _TOLD for sentence in told(city)]


def invitations_ending_with(seat: Officer) -> QuerySet[Invitation]:
    """Return the open invitations to the seat's city that its person sent, or that are for the person."""
    return Invitation.objects.open().of_person(seat.person).filter(city=seat.city_id)


def offers_of(seat: Officer) -> QuerySet[Invitation]:
    """Return the open invitations to the seat's city that its person sent: a colleague may take them over."""
    return Invitation.objects.open().filter(city=seat.city_id, invited_by=seat.person_id)


def exceptions_ending_with(seat: Officer) -> list[PersonGrant]:
    """Return what was shared with this very person, unless another open seat of theirs keeps it.

    What ended by its own date is among it: it ends here as well.
    """
    if seat.person.seats.open().exclude(pk=seat.pk).exists():
        return []
    return [grant for rows in person_grants() for grant in rows.filter(user=seat.person_id)]


def places_ending_with(seat: Officer) -> list[int]:
    """Return the keys of the places, waiting ones included, that its person may not keep without it."""
    return _lost_places([seat], _without([seat]))


def losses_of_seat(
    seat: Officer, *, passed: Collection[int] = (), unled: bool = False, offers_stay: bool = False
) -> Losses:
    """Return what ends when one person leaves a team.

    `passed` are the keys of places that a colleague gets. With `unled` nobody of the team takes over the
    lead; with `offers_stay` a colleague takes over the invitations.
    """
    ending = invitations_ending_with(seat)
    if offers_stay:
        ending = ending.exclude(pk__in=offers_of(seat).values("pk"))
    elsewhere = Officer.objects.standing().filter(person=seat.person_id).exclude(city=seat.city_id)
    others_lead = seat.colleagues().leads().exists() or (seat.must_name_successor and not unled)
    return _losses(
        seat.city,
        [seat],
        passed=passed,
        invitations=ending.values_list("pk", flat=True),
        exceptions=len(exceptions_ending_with(seat)),
        leads=others_lead,
        requests=0 if others_lead else _unanswered(seat.city).filter(escalated_at=None).count(),
        other_cities=[local_name(it) for it in elsewhere.values_list("city__name", flat=True)],
    )


def requests_left_by(person: User) -> int:
    """Return how many requests for access nobody can answer while this account is closed."""
    led = person.seats.open().leads().select_related("city")
    alone = [seat.city for seat in led if not seat.colleagues().leads().exists()]
    return sum(_unanswered(city).filter(escalated_at=None).count() for city in alone)


def losses_of_team(city: City) -> Losses:
    """Return what ends when a city leaves the Forum: all its seats lose their rights, its invitations end."""
    # Active people only: the account of the others is closed, so they lose nothing.
    seats = city.seats.open().filter(person__is_active=True).select_related("person")
    return _losses(
        city,
        list(seats),
        invitations=city.invitations.open().values_list("pk", flat=True),
        requests=_unanswered(city).count(),
    )


def not_coming_back(membership: Membership) -> list[str]:
    """Return what ended with a membership and stays ended when it is opened again, a sentence each."""
    city, ended = membership.city, membership.until
    if ended is None:
        return []
    gone = list(city.invitations.filter(revoked_at=ended).values_list("email", flat=True))
    pairings = sum(
        rows.filter(state="withdrawn", ended_at__gte=ended).count()
        for rows in (city.pairings_as_pilot, city.pairings_as_peer)
    )
    people = city.seats.open().values("person_id")
    lost = city.registrations.filter(person__in=people, answer="gave_up", answered_at__gte=ended)
    return gone_in_words(gone, pairings=pairings, places=lost.count())


def places_lost_by_tier(city: City, tier: Tier) -> int:
    """Return how many places at coming events the team may not keep with that tier."""
    seats = list(city.seats.open().filter(person__is_active=True).select_related("person"))
    return len(_lost_places(seats, viewers_of([seat.person for seat in seats], as_if={city.pk: tier})))


def _losses(
    city: City,
    ending: list[Officer],
    *,
    passed: Collection[int] = (),
    invitations: Collection[int] = (),
    exceptions: int = 0,
    requests: int = 0,
    other_cities: Collection[str] = (),
    leads: bool = True,
) -> Losses:
    """Count for these seats of a city, with the other cities of their person, if it is one."""
    afterwards = _without(ending)
    places = _lost_places(ending, afterwards)
    seats, invitations = [seat.pk for seat in ending], list(invitations)
    team = city.seats.standing().filter(person__is_active=True)
    is_empty = not team.exclude(pk__in=seats).exists()
    # A waiting mail is dropped by its own kind's function when what it is about has ended; these are such.
    about = Q(ids__registration__in=places) | Q(ids__seat__in=seats) | Q(ids__invitation__in=invitations)
    return Losses(
        people=sum(not viewer.is_member for viewer in afterwards.values()),
        places=len(set(places) - set(passed)),
        # A pairing goes on while anybody of the city is left to work on it.
        pairings=_live_pairings(city) if is_empty else 0,
        invitations=len(invitations),
        exceptions=exceptions,
        requests=requests,
        mails=Message.objects.waiting().filter(about).count(),
        other_cities=other_cities,
        told=len(ending),
        leads=leads,
        is_empty=is_empty,
    )


def _without(ending: list[Officer]) -> dict[int, Viewer]:
    """What each person would see without their seat, by the code that will decide it then."""
    viewers = viewers_of([seat.person for seat in ending], without=ending)
    return {seat.person_id: viewers.get(seat.person_id, Viewer.public()) for seat in ending}


def _lost_places(ending: list[Officer], afterwards: Mapping[int, Viewer]) -> list[int]:
    """The keys of places, also on waiting lists, at coming events that these people may not keep."""
    lost = [_lost_by(seat, afterwards[seat.person_id]) for seat in ending]
    # Joined, so that a whole team costs one query.
    return list(reduce(or_, lost).values_list("pk", flat=True)) if lost else []


def _lost_by(seat: Officer, afterwards: Viewer) -> Any:
    held = seat.person.registrations.at_stake()
    # Somebody who is in the Forum by another seat keeps the places at events that this one lets them see.
    kept = held.visible_to(afterwards) if afterwards.is_member else held.none()
    return held.exclude(pk__in=kept.values("pk"))


def _unanswered(city: City) -> QuerySet[AccessRequest]:
    return city.access_requests.waiting()


def _live_pairings(city: City) -> int:
    return city.pairings_as_pilot.live().count() + city.pairings_as_peer.live().count()
