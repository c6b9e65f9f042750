"""When cities are asked what came of a use, and how that is said. Pure: no rows, no clock."""

from calendar import monthrange
from datetime import date, datetime, timedelta

from resources.uses.models import FollowUp

Station = FollowUp.Station

ASKED: tuple[Station, ...] = (Station.HALF_A_YEAR, Station.YEAR)
"""The stations at which the clock asks; a later one is a word of the city itself."""

REMIND_AFTER = timedelta(days=14)
STAFF_AFTER = timedelta(days=14)
MOST_MAILS = 2
# As an answer to a question (`resources.questions.rules`).
GOES_UP_AFTER = timedelta(minutes=30)


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or before where negative; the last one of a shorter month."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def first_day(since: str, now: datetime) -> date:
    """Return from which day the clock counts: the first of the month a use began, or today.

    Today where only the year is known, or where the sixth month is over already: nobody is asked at once.
    """
    today = now.date()
    months = months_between(since, today)
    if months is None or months >= Station.HALF_A_YEAR:
        return today
    return date(int(since[:4]), int(since[5:]), 1)


def months_between(since: str, day: date) -> int | None:
    """Return how many months lie between a stored time, «2026-05», and a day; None where it is a year."""
    year, _dash, month = since.partition("-")
    return (day.year - int(year)) * 12 + day.month - int(month) if month else None


def is_to_come(since: str, now: datetime) -> bool:
    """Whether a stored time has not begun yet, wherever on earth the city is."""
    tomorrow = (now + timedelta(days=1)).date()
    return since > f"{tomorrow.year:04}-{tomorrow.month:02}"[: len(since)]
