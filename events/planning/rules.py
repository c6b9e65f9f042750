"""For whom a webinar begins at night, whose night it was before, and which times are fairer.

Functions without queries or writes. Whether a day is worked on somewhere is asked of a function.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from events.programme.rules import clock_shows, is_night, utc_moment

# When people are at work, on the clock of their city.
OPENS, CLOSES = time(9), time(17)
# How far from the day that was chosen others are looked at, and how far apart the hours offered are.
DAYS_AROUND = 2
APART = timedelta(hours=2)
OFFERED = 3

Works = Callable[[str, date], bool]
"""Whether a day is worked on in a country, by its ISO code; an empty one is a country nobody knows."""


@dataclass(frozen=True)
class Place:
    """A city as a time looks at it: where its clock is, and how many people it has in the Forum."""

    key: int
    name: str
    zone: str
    country: str = ""
    people: int = 1

    @property
    def weight(self) -> int:
        """How much its night counts: that of a city without people too, since some will come from there."""
        return max(self.people, 1)


@dataclass(frozen=True, order=True)
class Cost:
    """What a time costs, in people; the first counts before the second, and so on."""

    again: int  # at night though others have had fewer nights
    night: int
    off: int  # awake, and not at work


@dataclass(frozen=True)
class Better:
    """A time that is fairer than the one that was chosen."""

    start: datetime
    cost: Cost
    asleep: tuple[Place, ...]
    again: tuple[Place, ...]


def asleep(places: Iterable[Place], start: datetime) -> list[Place]:
    """Return the places where it is night then."""
    return [place for place in places if is_night(start, place.zone)]


def nights_of(places: Sequence[Place], starts: Iterable[datetime]) -> Counter[int]:
    """Return how many of these webinars began at night, by the key of each place."""
    return Counter(place.key for start in starts for place in asleep(places, start))


def again_at_night(places: Sequence[Place], start: datetime, nights: Mapping[int, int]) -> list[Place]:
    """Return where it is night then although some other place has had fewer nights."""
    fewest = min((nights.get(place.key, 0) for place in places), default=0)
    return [place for place in asleep(places, start) if nights.get(place.key, 0) > fewest]


def at_work(place: Place, start: datetime, works: Works) -> bool:
    """Return whether people there are at work then: in office hours, and on a day they work on."""
    local = start.astimezone(ZoneInfo(place.zone))
    return OPENS <= local.time() < CLOSES and works(place.country, local.date())


def cost_of(places: Sequence[Place], start: datetime, nights: Mapping[int, int], works: Works) -> Cost:
    """Return what a time costs."""
    night = asleep(places, start)
    sleeping = {place.key for place in night}
    off = (it for it in places if it.key not in sleeping and not at_work(it, start, works))
    return Cost(
        sum(place.weight for place in again_at_night(places, start, nights)),
        sum(place.weight for place in night),
        sum(place.weight for place in off),
    )


def better_times(
    start: datetime,
    zone: str,
    places: Sequence[Place],
    *,
    nights: Mapping[int, int],
    works: Works,
    after: datetime,
) -> list[Better]:
    """Return up to three times that cost less than the one chosen, the fairest first, some hours apart.

    On full hours of the clock of `zone`, on the days around the one chosen, later than `after`. A place has
    night again before all others had theirs only where no time around spares that.
    """
    chosen = cost_of(places, start, nights, works)
    priced = [(cost_of(places, it, nights, works), abs(it - start), it) for it in _around(start, zone)]
    found: list[Better] = []
    least = min((cost.again for cost, _far, it in priced if it > after), default=0)
    for cost, _far, moment in sorted(priced):
        if moment <= after or cost >= chosen or cost.again > least or len(found) == OFFERED:
            continue
        if all(_apart(moment, other.start) for other in found):
            night = tuple(asleep(places, moment))
            found.append(Better(moment, cost, night, tuple(again_at_night(places, moment, nights))))
    return found


def _apart(one: datetime, other: datetime) -> bool:
    """Return whether two moments are some hours apart, on whatever day: else they are no choice."""
    day = timedelta(days=1)
    return APART <= (one - other) % day <= day - APART


def _around(start: datetime, zone: str) -> list[datetime]:
    """Return the moments at full hours of the days around, on the clock of the zone."""
    day = start.astimezone(ZoneInfo(zone)).date()
    days = [day + timedelta(days=number) for number in range(-DAYS_AROUND, DAYS_AROUND + 1)]
    clocks = [time(hour) for hour in range(24)]
    return [utc_moment(it, clock, zone) for it in days for clock in clocks if clock_shows(it, clock, zone)]
