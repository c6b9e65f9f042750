"""What the front door shows: the cities on a map and as a list by their tier, and the next public events."""

from typing import Any

from django.db.models.functions import Now

from cities.directory.worldmap import MappedCity, draw
from cities.models import City
from cities.tiers import SLUGS, Tier
from cities.viewer import Viewer
from events.models import Event
from pilots.models import Pairing

NEXT_EVENTS = 3


def facts(viewer: Viewer) -> dict[str, Any]:
    """The map, the list of its cities, the next events that are open to everyone.

    A link between two cities is drawn only for those who may see the pairing.
    """
    cities = [city for city in City.objects.members().with_membership() if city.membership.tier is not None]
    pairings = Pairing.objects.visible_to(viewer).running().with_cities() if viewer.user_id else ()
    places = {city.pk: place for city in cities if (place := _place(city))}
    return {
        "map": draw(places.values(), [ends for pairing in pairings if (ends := _ends(pairing, places))]),
        "cities_by_tier": [
            (tier.label, of_tier)
            for tier in sorted(Tier, reverse=True)
            if (of_tier := [city for city in cities if city.membership.tier == tier])
        ],
        "events": list(Event.objects.visible_to(Viewer.public()).upcoming(Now()).for_list()[:NEXT_EVENTS]),
    }


def _place(city: City) -> MappedCity | None:
    if city.latitude is None or city.longitude is None:
        return None
    return MappedCity(city.name, city.latitude, city.longitude, SLUGS[Tier(city.membership.tier)])


def _ends(pairing: Pairing, places: dict[int, MappedCity]) -> tuple[MappedCity, MappedCity] | None:
    pilot, peer = places.get(pairing.pilot_city_id), places.get(pairing.peer_city_id)
    return (pilot, peer) if pilot and peer else None
