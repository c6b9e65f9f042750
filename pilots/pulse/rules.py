"""When the two questions are asked, and of which silence the leads are told. Pure: no rows, no clock."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from icaforum.forum.workdays import Span

EVERY = timedelta(days=60)
REMIND_AFTER = timedelta(days=14)
STAFF_AFTER = timedelta(days=14)
MOST_MAILS = 2


def is_due(moments: Iterable[datetime | None], now: datetime) -> bool:
    """Return whether 60 days are over since the last of these: the beginning, a turn, the end of a pause."""
    last = max((it for it in moments if it is not None), default=None)
    return last is not None and last + EVERY <= now


def is_closed(day: date, closed: Iterable[Span]) -> bool:
    """Return whether the secretariat is away on that day: then nothing is asked, and no clock goes on."""
    return any(first <= day <= last for first, last in closed)
