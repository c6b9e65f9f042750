"""The rules of a time zone as a calendar entry carries them: VTIMEZONE of RFC 5545.

A zone that goes by the same rules every year, as most do, is written in these rules (RRULE): desktop Outlook
is reported to misread lists of days (RDATE). One that does not, such as Morocco's with its Ramadan, gets a
part for each change.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

YEARS_AHEAD = 15
"""How far a zone without yearly rules is written out, counted from the year of the event."""

# In so many years each day of a week falls on every date of the year that it can.
_WHOLE_CYCLE = 28
# No zone changes its clocks twice in so short a time.
_STEP = timedelta(days=4)
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Change:
    """A moment at which the clocks of a zone change, and their offsets from UTC before and after."""

    moment: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def wall(self) -> datetime:
        """What the clocks show at that moment, before they are changed."""
        return (self.moment + self.before).replace(tzinfo=None)


@cache
def vtimezone(zone: str, year: int) -> Timezone:
    """Return the rules of a zone, right for all moments of a year and at least fifteen after it."""
    component = Timezone()
    component.add("tzid", zone)
    changes = changes_of(zone, year - 1, year + _WHOLE_CYCLE)
    for part in _by_rules(changes) or _one_by_one(zone, year, changes):
        component.add_component(part)
    return component


@cache
def changes_of(zone: str, first: int, last: int) -> tuple[Change, ...]:
    """Return the changes of a zone in these years, both included."""
    place = ZoneInfo(zone)
    day, found = datetime(first, 1, 1, tzinfo=UTC), []
    end, before = datetime(last + 1, 1, 1, tzinfo=UTC), _offset(day, place)
    while day < end:
        next_day = day + _STEP
        if (after := _offset(next_day, place)) != before:
            moment = _moment_between(day, next_day, place)
            found.append(Change(moment, before, after, moment.astimezone(place).tzname() or zone))
            before = after
        day = next_day
    return tuple(found)


def _offset(moment: datetime, place: ZoneInfo) -> timedelta:
    return moment.astimezone(place).utcoffset() or timedelta()


def _moment_between(early: datetime, late: datetime, place: ZoneInfo) -> datetime:
    """Return the second from which on the later offset counts, by halving the time between."""
    before = _offset(early, place)
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        early, late = (middle, late) if _offset(middle, place) == before else (early, middle)
    return late


def _by_rules(changes: tuple[Change, ...]) -> list[Any]:
    """Return the parts of a zone that changes by the same rules every year; none for any other."""
    kinds: dict[tuple[timedelta, timedelta], list[Change]] = defaultdict(list)
    for change in changes:
        kinds[change.before, change.after].append(change)
    years = len({change.moment.year for change in changes})
    parts: list[Any] = []
    for kind in kinds.values():
        # Twice in a year, or not in each: no yearly rule.
        if len(kinds) != 2 or len(kind) != years or years < _WHOLE_CYCLE:
            return []
        rules = list(_rules_of(kind))
        if not rules:
            return []
        parts += [_part(first, rule) for first, rule in rules]
    return parts


def _rules_of(kind: list[Change]) -> Iterator[tuple[Change, dict[str, Any]]]:
    """Yield the rule that gives these changes, with the first of them; none where no rule does.

    Egypt's «last Thursday of October, at 24 hours» is a Friday of October or the first of November: a rule
    for each month.
    """
    if len({(change.wall.weekday(), change.wall.time()) for change in kind}) > 1:
        return
    months: dict[int, list[Change]] = defaultdict(list)
    for change in kind:
        months[change.wall.month].append(change)
    if len({_ordinal(change.wall) for change in kind}) > 7:
        return
    for month, some in months.items():
        yield some[0], _rule(month, some[0].wall.weekday(), sorted({change.wall.day for change in some}))


def _ordinal(wall: datetime) -> int:
    """Return the day's number in a year, the same for leap years."""
    return wall.replace(year=2000).timetuple().tm_yday


def _rule(month: int, weekday: int, days: list[int]) -> dict[str, Any]:
    """Return the rule for that day of the week among these days of the month."""
    day = _DAYS[weekday]
    rule: dict[str, Any] = {"freq": "yearly", "bymonth": month}
    if len(days) == 7 and days[0] in {1, 8, 15, 22}:
        return rule | {"byday": f"{days[0] // 7 + 1}{day}"}
    if len(days) == 7 and days[-1] == monthrange(2001, month)[1]:
        return rule | {"byday": f"-1{day}"}
    return rule | {"byday": day, "bymonthday": days}


def _one_by_one(zone: str, year: int, changes: tuple[Change, ...]) -> Iterator[Any]:
    """Yield the parts of a zone without yearly rules: how it begins, and one for each change."""
    place, begin = ZoneInfo(zone), datetime(year - 1, 1, 1, tzinfo=UTC)
    offset = _offset(begin, place)
    yield _part(Change(begin, offset, offset, begin.astimezone(place).tzname() or zone))
    yield from (_part(change) for change in changes if change.moment.year <= year + YEARS_AHEAD)


def _part(change: Change, rule: dict[str, Any] | None = None) -> Any:
    """Return a part: from this change on, and where there is a rule each year by it."""
    # Some zones call their winter time the exception; programs expect the later clock to be «daylight».
    part = TimezoneDaylight() if change.after > change.before else TimezoneStandard()
    part.add("dtstart", change.wall)
    if rule:
        part.add("rrule", rule)
    part.add("tzoffsetfrom", change.before)
    part.add("tzoffsetto", change.after)
    part.add("tzname", change.name)
    return part
