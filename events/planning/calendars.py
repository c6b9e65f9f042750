"""Which days are worked on in a country, by the `holidays` library."""

from datetime import date
from functools import cache

import holidays

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
