"""The rules of a pairing: which cities fit, who may answer and write, and when it counts as quiet.

Pure functions of what the objects carry. Verbs refuse by them, and pages ask them what to offer.
"""

from datetime import date, timedelta

from cities.directory.tiers import Benefit
from cities.directory.viewer import Viewer
from cities.models import City
from pilots.pairings.models import Pairing
from pilots.projects.models import PilotProject

# Our own judgement, about a month: no rule of the Forum names a number of days.
QUIET_AFTER = timedelta(days=30)


def delivers(project: PilotProject, city: City) -> bool:
    """Return whether the city is one of the pilot cities of the project."""
    # In Python rather than by `filter`, so that hosts that are prefetched cost no query.
    return any(host.pk == city.pk for host in project.hosts.all())


def may_take_peers(city: City) -> bool:
    """Return whether the city's tier includes taking on peer cities; False without a membership."""
    membership = city.membership
    return membership is not None and membership.includes(Benefit.TAKE_PEERS)


def may_be_paired(city: City) -> bool:
    """Return whether the city's tier includes learning from a pilot city; False without a membership.

    A pilot city may: it can itself learn from another one.
    """
    membership = city.membership
    return membership is not None and membership.includes(Benefit.BE_PAIRED)


def answering_city(viewer: Viewer, pairing: Pairing, answered: set[int]) -> int | None:
    """Return the key of the city for which the viewer can still say yes or no; None if there is none.

    `answered` holds the keys of the cities that have said yes already.
    """
    # Somebody may lead both cities, and then answers twice, for the pilot city first.
    open_cities = [city for city in pairing.city_ids if city in viewer.lead_of and city not in answered]
    return open_cities[0] if pairing.state == Pairing.State.PROPOSED and open_cities else None


def may_write(viewer: Viewer, pairing: Pairing) -> bool:
    """Return whether the viewer may change the plan: a person of one of the two cities, while it runs.

    Staff are not included: the verbs let them through beside this rule.
    """
    return pairing.is_running and any(city in viewer.city_ids for city in pairing.city_ids)


def quiet_days(last_activity: date, today: date) -> int | None:
    """Return for how many days nothing has happened, or None before it is worth saying.

    `last_activity` is the last day on which a step was done or the cities met.
    """
    silence = today - last_activity
    return silence.days if silence >= QUIET_AFTER else None
