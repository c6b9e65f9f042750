"""When a city is asked once a year whether it still takes part: pure rules over moments."""

from datetime import UTC, datetime, timedelta

# Lead contacts are asked, reminded twice, and then have as long again; after that it is the secretariat's.
REMIND_AFTER = timedelta(days=14)
REMINDERS = 2
GRACE = timedelta(days=14)

LEAP_MONTH, LEAP_DAY = 2, 29


def anniversary(joined: datetime, now: datetime) -> datetime | None:
    """Return the last time that the day returned on which a city joined; None in its first year.

    Who joined on a 29 February is asked on the 28th where there is none. Days are those of UTC.
    """
    joined, now = joined.astimezone(UTC), now.astimezone(UTC)
    years = range(now.year, joined.year, -1)
    return next((day for year in years if (day := _in(joined, year)) <= now), None)


def answer_by(asked_at: datetime) -> datetime:
    """Return until when an answer is hoped for: afterwards the secretariat asks by itself."""
    return asked_at + REMINDERS * REMIND_AFTER + GRACE


def _in(moment: datetime, year: int) -> datetime:
    if (moment.month, moment.day) == (LEAP_MONTH, LEAP_DAY):
        moment = moment.replace(day=LEAP_DAY - 1)
    return moment.replace(year=year)
