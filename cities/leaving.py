"""What hangs on a seat or on a whole team, counted before it ends by the rules that will hold afterwards."""

from collections.abc import Collection

from django.db.models import Q

from cities.access import Viewer
from cities.models import City, Officer
from cities.rules.leaving import Ties
from icaforum.outbox.models import Message


def ties_of(seat: Officer) -> Ties:
    """When one person leaves a team."""
    elsewhere = Officer.objects.standing().filter(person=seat.person_id).exclude(city=seat.city_id)
    return _ties(seat.city, [seat], other_cities=list(elsewhere.values_list("city__name", flat=True)))


def ties_of_team(city: City) -> Ties:
    """When a city leaves the Forum: all its seats lose their rights, and its open invitations end."""
    seats = city.seats.open().filter(person__is_active=True).select_related("person")
    return _ties(city, list(seats), invitations=city.invitations.open().values_list("pk", flat=True))


def _ties(
    city: City,
    ending: list[Officer],
    *,
    invitations: Collection[int] = (),
    other_cities: Collection[str] = (),
) -> Ties:
    afterwards = {seat: Viewer.of(seat.person, without=seat) for seat in ending}
    places = [place for seat, viewer in afterwards.items() for place in _lost_places(seat, viewer)]
    seats, invitations = [seat.pk for seat in ending], list(invitations)
    about = Q(ids__registration__in=places) | Q(ids__seat__in=seats) | Q(ids__invitation__in=invitations)
    return Ties(
        people=sum(not viewer.is_member for viewer in afterwards.values()),
        places=len(places),
        pairings=_lonely_pairings(city, seats),
        invitations=len(invitations),
        mails=Message.objects.waiting().filter(about).count(),
        other_cities=other_cities,
    )


def _lost_places(seat: Officer, afterwards: Viewer) -> list[int]:
    """The keys of the places, and waiting ones, at coming events that this person may not keep."""
    held = seat.person.registrations.at_stake()
    kept = held.visible_to(afterwards) if afterwards.is_member else held.none()
    return list(held.exclude(pk__in=kept.values("pk")).values_list("pk", flat=True))


def _lonely_pairings(city: City, ending: list[int]) -> int:
    """How many pairings have nobody in this city once these seats have ended."""
    if city.seats.standing().filter(person__is_active=True).exclude(pk__in=ending).exists():
        return 0
    return city.pairings_as_pilot.live().count() + city.pairings_as_peer.live().count()
