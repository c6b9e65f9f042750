"""The days that count for what the secretariat promises: Monday to Friday, without those it is closed."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from zoneinfo import ZoneInfo

SATURDAY = 5

LONGEST_CLOSED = 60
"""So many days in a row are closed at most, so that a mistyped year stops no promise for ever."""

Span = tuple[date, date]
"""A first and a last day."""

_SPAN = re.compile(r"(\d{4}-\d\d-\d\d)(?:\D{1,8}(\d{4}-\d\d-\d\d))?", re.ASCII)


def span_of(text: str) -> Span:
    """Return the days that a line says: «2026-12-24», or «2026-12-24 – 2027-01-01», whatever stands between.

    Raises ValueError for what are no days, for an end before the beginning, and for more than 60 days.
    """
    found = _SPAN.fullmatch(text.strip())
    if not found:
        raise ValueError("no day")
    first = date.fromisoformat(found[1])
    last = date.fromisoformat(found[2] or found[1])
    if not 0 <= (last - first).days < LONGEST_CLOSED:
        raise ValueError("no such span")
    return first, last


def in_a_line(span: Span) -> str:
    """Return how a span is stored and typed: «2026-12-24 – 2027-01-01», a single day alone."""
    first, last = span
    return f"{first}" if first == last else f"{first} – {last}"


@dataclass(frozen=True)
class Workdays:
    """The working days of the secretariat, in its time zone; `closed` are spans on which it is away."""

    zone: ZoneInfo
    closed: tuple[Span, ...] = ()

    def day_of(self, moment: datetime) -> date:
        """Return the day on which a moment falls for the secretariat."""
        return moment.astimezone(self.zone).date()

    def end_of(self, day: date) -> datetime:
        """Return the last moment of a day."""
        return datetime.combine(day, time.max, self.zone)

    def between(self, first: date, last: date) -> int:
        """Return how many working days come after `first`, up to `last` and with it; 0 where it is before."""
        begin, end = first.toordinal(), last.toordinal()
        if end <= begin:
            return 0
        closed = bisect_right(self._closed, end) - bisect_right(self._closed, begin)
        return _weekdays_until(end) - _weekdays_until(begin) - closed

    def after(self, day: date, count: int) -> date:
        """Return the day on which `count` working days after `day` are over."""
        # Each day that counts takes less than two of the calendar, each closed one as well.
        ahead = range(day.toordinal() + 1, day.toordinal() + 2 * (count + len(self._closed)) + 7)
        found = bisect_left(ahead, count, key=lambda it: self.between(day, date.fromordinal(it)))
        return date.fromordinal(ahead[found])

    @cached_property
    def _closed(self) -> list[int]:
        """The weekdays on which it is closed, each once, in order."""
        return sorted({day for span in self.closed for day in _weekdays_in(*span)})


def _weekdays_in(first: date, last: date) -> Iterable[int]:
    days = range(first.toordinal(), last.toordinal() + 1)
    return (day for day in days if date.fromordinal(day).weekday() < SATURDAY)


def _weekdays_until(ordinal: int) -> int:
    """Return how many days from Monday to Friday there were since the first day of all, a Monday."""
    weeks, days = divmod(ordinal, 7)
    return weeks * 5 + min(days, 5)
