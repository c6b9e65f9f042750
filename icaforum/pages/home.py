"""What the home page shows: the cities on a map and as a list by their tier, and the next public events."""

from typing import Any

from django.db.models.functions import Now

from cities.directory.tiers import SLUGS, Tier
from cities.directory.viewer import Viewer
from cities.directory.worldmap import MappedCity, draw
from cities.models import City
from events.models import Event
from pilots.models import Pairing

NEXT_EVENTS = 3


def facts(viewer: Viewer) -> dict[str, Any]:
    """Return the context of the home page: the map, the list of its cities, the next events.

    A link between two cities is drawn only for those who may see the pairing. The events are those that are
    open to everyone, whoever reads.
    """
    # Partners are members without a tier, and stand neither on the map nor in the list.
    tiers = {
        city: tier
        for city in City.objects.members().with_membership()
        if (tier := _tier_of(city)) is not None
    }
    # Visitors see no pairing at all, so they are not asked for.
    pairings = Pairing.objects.visible_to(viewer).running().with_cities() if viewer.user_id else ()
    mapped = {city.pk: dot for city, tier in tiers.items() if (dot := _mapped(city, tier))}
    return {
        "map": draw(mapped.values(), [ends for pairing in pairings if (ends := _ends(pairing, mapped))]),
        "cities_by_tier": [
            (tier.label, of_tier)
            for tier in sorted(Tier, reverse=True)
            if (of_tier := [city for city, its_tier in tiers.items() if its_tier == tier])
        ],
        "events": list(Event.objects.visible_to(Viewer.public()).upcoming(Now()).for_list()[:NEXT_EVENTS]),
    }


def _tier_of(city: City) -> Tier | None:
    membership = city.membership
    return None if membership is None or membership.tier is None else Tier(membership.tier)


def _mapped(city: City, tier: Tier) -> MappedCity | None:
    """Return the city to draw on the map; None where its location is unknown."""
    if city.latitude is None or city.longitude is None:
        return None
    return MappedCity(city.local_name, city.latitude, city.longitude, SLUGS[tier])


def _ends(pairing: Pairing, mapped: dict[int, MappedCity]) -> tuple[MappedCity, MappedCity] | None:
    """Return the two ends of the line of a pairing; None where one of them is not on the map."""
    pilot, peer = mapped.get(pairing.pilot_city_id), mapped.get(pairing.peer_city_id)
    return (pilot, peer) if pilot and peer else None
