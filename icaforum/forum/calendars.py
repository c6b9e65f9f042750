"""Which days are worked on in a country, by the `holidays` library."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

import holidays

from icaforum.forum.workdays import Span

WEEKEND = frozenset({5, 6})


@cache
def _calendar(country: str) -> holidays.HolidayBase | None:
    """Return the calendar of a country, to which years are added as they are asked for; None for none."""
    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return None


def works(country: str, day: date) -> bool:
    """Return whether people of a country (ISO code) work on that day: no weekend and no public holiday.

    Where the library knows no calendar, from Monday to Friday.
    """
    calendar = _calendar(country) if country else None
    if calendar is None:
        return day.weekday() not in WEEKEND
    return calendar.is_working_day(day)


def day_after(country: str, first: date, count: int, *, closed: Iterable[Span] = ()) -> date:
    """Return the day on which `count` working days of a country after `first` are over.

    The days of `closed` are left out. Where they would take more than a year, the day a year later.
    """
    spans = tuple(closed)
    day, left = first, count
    for step in range(1, 367):
        day = first + timedelta(days=step)
        left -= works(country, day) and not any(begin <= day <= end for begin, end in spans)
        if left <= 0:
            break
    return day


def worked_days(country: str, first: date, last: date, *, closed: Iterable[Span] = ()) -> int:
    """Return how many working days of a country come after `first`, up to `last` and with it.

    The days of `closed`, on which the secretariat is away, are left out. Both days are at most a year apart:
    what is longer ago counts as a year.
    """
    spans = tuple(closed)
    ahead = (first + timedelta(days=step) for step in range(1, min((last - first).days, 366) + 1))
    return sum(works(country, day) and not any(begin <= day <= end for begin, end in spans) for day in ahead)
