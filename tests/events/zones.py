"""Twelve zones whose clocks change, on all sides of the world, and the moments at which they do."""

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

ZONES = [
    "Europe/Madrid",
    "Europe/London",
    "Europe/Warsaw",
    "America/New_York",
    "America/Los_Angeles",
    "America/Santiago",
    "Pacific/Auckland",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "Asia/Jerusalem",
    "Africa/Casablanca",
]


@cache
def transitions(zone, years):
    """The moments at which a zone's clocks jump: every half hour of the days that have one is looked at."""
    day, found = datetime(years[0], 1, 1, tzinfo=UTC), []
    while day.year <= years[-1]:
        next_day = day + timedelta(days=1)
        if offset(day, zone) != offset(next_day, zone):
            for earlier, moment in pairwise(day + timedelta(minutes=30) * half for half in range(49)):
                if offset(earlier, zone) != offset(moment, zone):
                    found.append((moment, offset(earlier, zone), offset(moment, zone)))
        day = next_day
    return found


def offset(moment, zone):
    return moment.astimezone(ZoneInfo(zone)).utcoffset()
