"""What hangs on a seat or on a whole team, counted before it ends by the rules that will hold afterwards."""

from collections.abc import Collection

from django.db.models import Q

from cities.directory.models import City
from cities.leaving.rules import Losses
from cities.people.models import Officer
from cities.sharing.viewers import viewer_of
from cities.viewer import Viewer
from icaforum.outbox.models import Message


def losses_of_seat(seat: Officer) -> Losses:
    """When one person leaves a team."""
    elsewhere = Officer.objects.standing().filter(person=seat.person_id).exclude(city=seat.city_id)
    return _losses(seat.city, [seat], other_cities=list(elsewhere.values_list("city__name", flat=True)))


def losses_of_team(city: City) -> Losses:
    """When a city leaves the Forum: all its seats lose their rights, and its open invitations end."""
    seats = city.seats.open().filter(person__is_active=True).select_related("person")
    return _losses(city, list(seats), invitations=city.invitations.open().values_list("pk", flat=True))


def _losses(
    city: City,
    ending: list[Officer],
    *,
    invitations: Collection[int] = (),
    other_cities: Collection[str] = (),
) -> Losses:
    afterwards = {seat: viewer_of(seat.person, without=seat) for seat in ending}
    places = [place for seat, viewer in afterwards.items() for place in _lost_places(seat, viewer)]
    seats, invitations = [seat.pk for seat in ending], list(invitations)
    team = city.seats.standing().filter(person__is_active=True)
    is_empty = not team.exclude(pk__in=seats).exists()
    about = Q(ids__registration__in=places) | Q(ids__seat__in=seats) | Q(ids__invitation__in=invitations)
    return Losses(
        people=sum(not viewer.is_member for viewer in afterwards.values()),
        places=len(places),
        pairings=_live_pairings(city) if is_empty else 0,
        invitations=len(invitations),
        mails=Message.objects.waiting().filter(about).count(),
        other_cities=other_cities,
        told=len(ending),
        is_empty=is_empty,
    )


def _lost_places(seat: Officer, afterwards: Viewer) -> list[int]:
    """The keys of the places, and waiting ones, at coming events that this person may not keep."""
    held = seat.person.registrations.at_stake()
    kept = held.visible_to(afterwards) if afterwards.is_member else held.none()
    return list(held.exclude(pk__in=kept.values("pk")).values_list("pk", flat=True))


def _live_pairings(city: City) -> int:
    return city.pairings_as_pilot.live().count() + city.pairings_as_peer.live().count()
