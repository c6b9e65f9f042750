"""Twelve zones whose clocks change, on all sides of the world, and the moments at which they do."""

from datetime import UTC, datetime, timedelta
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


def transitions(zone, years):
    """The moments at which a zone's clocks jump, found by looking at every hour."""
    moment = datetime(years[0], 1, 1, tzinfo=UTC)
    end = datetime(years[-1] + 1, 1, 1, tzinfo=UTC)
    offset = moment.astimezone(ZoneInfo(zone)).utcoffset()
    found = []
    while moment < end:
        moment += timedelta(minutes=30)
        now = moment.astimezone(ZoneInfo(zone)).utcoffset()
        if now != offset:
            found.append((moment, offset, now))
        offset = now
    return found
