"""My Forum: what waits for somebody, their next webinars, what is new for them.

One small query or two to each app, each with a limit of its own.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.utils.translation import gettext as _

from cities.directory.viewer import Viewer
from cities.models import City, Officer, Thread, User
from events.models import Registration
from icaforum.digest.news import news_of
from icaforum.pages.first_steps import FirstStep, first_steps, with_first_steps
from icaforum.pages.needs import needs_of
from icaforum.pages.needs.need import Need
from icaforum.words.times import reader_today, request_now
from pilots.models import Pairing
from pilots.pairings.timeline import Plan, plan_of
from resources.library.models.resource import Resource

# How many rows each block shows at most.
PLACES, NEWS = 5, 5

# Of more papers than this, a city is said to have «more than 100».
PAPERS_COUNTED = 100

# Hours of the person's clock at which the greeting changes.
MORNING_UNTIL, EVENING_FROM = 12, 18


@dataclass(frozen=True)
class Desk:
    """The blocks in their order, and the person's city and pairing beside them."""

    needs: list[Need]
    first_steps: list[FirstStep]
    places: list[Registration]
    news: list[Resource]
    cities: list[City]
    pairing: Pairing | None
    plan: Plan | None
    # How many threads hold something new; None where the page is seen with other eyes.
    letters: int | None
    # Of somebody without a city now: one that has left the Forum, in which they have a seat.
    left: City | None = None


def desk_of(person: User, viewer: Viewer, *, own: User | AnonymousUser | None = None) -> Desk:
    """Return what My Forum shows to a person; `viewer` is the same person as a viewer.

    `own` is given where the page is seen with other eyes: a visitor, who has no places and follows nothing.
    """
    now, day, own = request_now(), reader_today(), person if own is None else own
    places, cities = _places(own, viewer), _cities(person, viewer)
    pairings = Pairing.objects.visible_to(viewer).running().with_cities()
    mine = pairings.filter(Q(pilot_city__in=viewer.city_ids) | Q(peer_city__in=viewer.city_ids))
    # One of them, the youngest: the other pairings of a city stand on its own page.
    pairing = mine.prefetch_related("steps__owner", "exchanges__host").order_by("-active_since").first()
    return Desk(
        needs=needs_of(viewer, places, now),
        first_steps=first_steps(cities, viewer, zone=person.time_zone, now=now),
        places=places,
        news=news_of(own, viewer, most=NEWS),
        cities=cities,
        pairing=pairing,
        plan=plan_of(pairing, day, may_write=False, may_change=False) if pairing else None,
        letters=Thread.objects.unread(viewer).count() if viewer.user_id and viewer.is_member else None,
        left=None if cities else _left(person),
    )


def _left(person: User) -> City | None:
    """Return a city of somebody that has left the Forum; None without one."""
    seat = Officer.objects.open().filter(person=person).select_related("city").order_by("-pk").first()
    return seat.city if seat and seat.city.membership is None else None


def greeting(person: User, now: datetime) -> str:
    """Return the greeting for the hour of `now`, which must be on the person's own clock."""
    name = {"name": person.get_short_name()}
    if now.hour < MORNING_UNTIL:
        return _("Good morning, %(name)s") % name
    if now.hour < EVENING_FROM:
        return _("Good afternoon, %(name)s") % name
    return _("Good evening, %(name)s") % name


def _places(person: User | AnonymousUser, viewer: Viewer) -> list[Registration]:
    """Return the next places of the person, each with the zone by which its time is said."""
    if not person.is_authenticated:
        return []
    places = list(Registration.objects.of(person).visible_to(viewer).upcoming().with_rank()[:PLACES])
    for place in places:
        place.zone = place.event.clock_for(person.time_zone)
    return places


def _cities(person: User, viewer: Viewer) -> list[City]:
    """Return the person's cities, with `people` and `papers`: how many are in its team, and may be seen.

    And with what their lead's first steps are judged by (`first_steps`).

    Of the papers a few are counted at most; beyond, `papers` is one more than PAPERS_COUNTED.
    """
    seats = Officer.objects.open().filter(city=OuterRef("pk")).order_by().values("pk")
    papers = Resource.objects.visible_to(viewer).filter(cities=OuterRef("pk")).order_by().values("pk")
    # As lists of keys that are cut off: a count goes through all that a city ever shared.
    mine = City.objects.filter(pk__in=viewer.city_ids).annotate(
        seat_keys=ArraySubquery(seats), paper_keys=ArraySubquery(papers[: PAPERS_COUNTED + 1])
    )
    cities: list[Any] = list(with_first_steps(mine.with_membership(), person))
    for city in cities:
        city.people, city.papers = len(city.seat_keys), len(city.paper_keys)
        city.has_more_papers = city.papers > PAPERS_COUNTED
    return cities
