"""What the Forum allows between a pilot city and its peers."""

from datetime import date, timedelta

from cities.models import City
from cities.tiers import Benefit
from cities.viewer import Viewer
from pilots.pairings.models import Pairing
from pilots.projects.models import PilotProject

QUIET_AFTER = timedelta(days=30)


def hosts(project: PilotProject, city: City) -> bool:
    return any(host.pk == city.pk for host in project.hosts.all())


def may_take_peers(city: City) -> bool:
    membership = city.membership
    return membership is not None and membership.includes(Benefit.TAKE_PEERS)


def may_be_paired(city: City) -> bool:
    """A peer city, or a pilot that itself learns from another."""
    membership = city.membership
    return membership is not None and membership.includes(Benefit.BE_PAIRED)


def answering_city(viewer: Viewer, pairing: Pairing, answered: set[int]) -> int | None:
    """The city for which this person can still say yes or no: one they lead, that has not answered."""
    open_cities = [city for city in pairing.city_ids if city in viewer.lead_of and city not in answered]
    return open_cities[0] if pairing.state == Pairing.State.PROPOSED and open_cities else None


def may_write(viewer: Viewer, pairing: Pairing) -> bool:
    """Whether somebody may change the plan: the people of the two cities, while it runs."""
    return pairing.is_running and any(city in viewer.city_ids for city in pairing.city_ids)


def quiet_days(last_sign: date, today: date) -> int | None:
    """For how many days nothing has happened, once that is worth saying."""
    silence = today - last_sign
    return silence.days if silence >= QUIET_AFTER else None
