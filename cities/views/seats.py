"""What pages about seats share."""

from cities.access import Viewer
from cities.models import City, Officer
from cities.rules.leaving import Ties


def ties_of(seat: Officer) -> Ties:
    """What hangs on a seat, counted by the rules that will hold once it has ended."""
    elsewhere = Officer.objects.standing().filter(person=seat.person_id).exclude(city=seat.city_id)
    cities = list(elsewhere.values_list("city__name", flat=True))
    coming = seat.person.registrations.upcoming()
    kept = coming.visible_to(Viewer.of(seat.person, without=seat)) if cities else coming.none()
    colleagues = seat.city.seats.open().filter(person__is_active=True).exclude(pk=seat.pk)
    return Ties(
        places=coming.count() - kept.count(),
        pairings=0 if colleagues.exists() else _pairings_of(seat.city),
        other_cities=cities,
    )


def _pairings_of(city: City) -> int:
    return city.pairings_as_pilot.running().count() + city.pairings_as_peer.running().count()
