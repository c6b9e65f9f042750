"""Until when a partner promised a first answer, by its own working days. Pure: no rows, no clock."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cities.partners.models import HelpRequest
from icaforum.forum.calendars import day_after, worked_days
from icaforum.forum.workdays import Span

ASK_WHAT_CAME_AFTER = timedelta(days=60)
"""After an acceptance without an end the city is asked once what came of it; where a day was named, later."""

AFTER_NEEDED = timedelta(days=14)


def due_on(request: HelpRequest, *, closed: Iterable[Span]) -> date | None:
    """Return the last day of the promise, on the partner's clock; None before it is put to a partner."""
    partner, put_at, days = request.partner, request.put_at, request.answer_days
    if partner is None or put_at is None or days is None:
        return None
    return day_after(str(partner.country), _day(put_at, request), days, closed=closed)


def due_at(request: HelpRequest, *, closed: Iterable[Span]) -> datetime | None:
    """Return noon of that day, on the partner's clock; for its words."""
    day = due_on(request, closed=closed)
    return datetime.combine(day, time(12), ZoneInfo(_zone(request))) if day else None


def days_gone(request: HelpRequest, now: datetime, *, closed: Iterable[Span]) -> int:
    """Return how many working days of the partner are over or have begun since it was asked."""
    if request.partner is None or request.put_at is None:
        return 0
    first, last = _day(request.put_at, request), _day(now, request)
    return worked_days(str(request.partner.country), first, last, closed=closed)


def is_overdue(request: HelpRequest, now: datetime, *, closed: Iterable[Span]) -> bool:
    """Return whether the promised day is over without an answer."""
    due = due_on(request, closed=closed)
    return due is not None and _day(now, request) > due


def is_to_remind(request: HelpRequest, now: datetime, *, closed: Iterable[Span]) -> bool:
    """Return whether the partner is to be reminded: on the last day but one, where it has so many."""
    days = request.answer_days or 0
    return days > 1 and days_gone(request, now, closed=closed) >= days - 1


def may_ask_what_came(request: HelpRequest, now: datetime) -> bool:
    """Return whether the city is to be asked what came of a help that was accepted."""
    if request.answered_at is None:
        return False
    quiet = request.answered_at + ASK_WHAT_CAME_AFTER <= now
    if request.needed_by is None:
        return quiet
    # Taken off today, since no day can follow the last one that somebody may have named.
    return request.needed_by <= now.date() - AFTER_NEEDED and request.answered_at + AFTER_NEEDED <= now


def _day(moment: datetime, request: HelpRequest) -> date:
    return moment.astimezone(ZoneInfo(_zone(request))).date()


def _zone(request: HelpRequest) -> str:
    return request.partner.time_zone if request.partner else "UTC"
