"""The span of a year in numbers: whole quarters, by UTC, so that all readers count alike. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from django.utils.formats import date_format
from django.utils.translation import gettext as _

# So many quarters can be chosen; a year has four of them.
OFFERED, YEAR = 20, 4


class NotASpanError(ValueError):
    """What was asked for is no span of the quarters that are offered."""


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months: `number` is 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """Return the quarter that a day is in."""
        return cls(day.year, (day.month + 2) // 3)

    def before(self, count: int) -> "Quarter":
        """Return the quarter so many quarters earlier; later ones for a negative count."""
        at = self.year * 4 + self.number - 1 - count
        return Quarter(at // 4, at % 4 + 1)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.before(-1).first - timedelta(days=1)

    @property
    def value(self) -> str:
        """It as an address has it, such as «2026-3»."""
        return f"{self.year}-{self.number}"

    @property
    def label(self) -> str:
        """Its months in words."""
        return _months(self.first, self.last)


@dataclass(frozen=True)
class Span:
    """The quarters from one to another, both included. `now` is the moment at which it is counted."""

    begin: Quarter
    end: Quarter
    now: datetime

    @property
    def first(self) -> date:
        """The first day."""
        return self.begin.first

    @property
    def last(self) -> date:
        """The last day."""
        return self.end.last

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The first moment, and the first one after it."""
        return _midnight(self.first), _midnight(self.last + timedelta(days=1))

    @property
    def reached(self) -> datetime:
        """The moment at which things stand as at its end: now, while it goes on."""
        return min(self.moments[1], self.now)

    @cached_property
    def over(self) -> frozenset[Quarter]:
        """Its quarters that are over: nobody can count what one more day has brought."""
        running = Quarter.of(self.now.astimezone(UTC).date())
        return frozenset(it for it in self._quarters() if it < running)

    @property
    def goes_on(self) -> bool:
        """Whether its last quarter is not over yet."""
        return self.end not in self.over

    @property
    def words(self) -> str:
        """Its months in words."""
        return _months(self.first, self.last)

    @property
    def query(self) -> str:
        """It as the address of a page has it."""
        return f"from={self.begin.value}&to={self.end.value}"

    def _quarters(self) -> Iterable[Quarter]:
        quarter = self.begin
        while quarter <= self.end:
            yield quarter
            quarter = quarter.before(-1)


def offered(now: datetime) -> list[Quarter]:
    """Return the quarters that can be chosen, the one that runs first."""
    running = Quarter.of(now.astimezone(UTC).date())
    return [running.before(count) for count in range(OFFERED)]


def span_of(begin: str, end: str, *, now: datetime) -> Span:
    """Return the span between two quarters as an address has them; empty ones: the latest four.

    Raises NotASpanError for others than those offered, and where the end comes before the beginning.
    """
    choices = {it.value: it for it in offered(now)}
    running = Quarter.of(now.astimezone(UTC).date())
    first = choices.get(begin) if begin else running.before(YEAR - 1)
    last = choices.get(end) if end else running
    if first is None or last is None or first > last:
        raise NotASpanError
    return Span(first, last, now)


def _months(first: date, last: date) -> str:
    """Return «January to March 2026», with both years where they differ."""
    begin = date_format(first, "F" if first.year == last.year else "F Y")
    return _("%(begin)s to %(end)s") % {"begin": begin, "end": date_format(last, "F Y")}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)
