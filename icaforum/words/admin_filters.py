"""Filters of the admin's lists: by where a row stands, in place of «empty» and «not empty», and by days."""

import copy
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import DateTimeField, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from icaforum.words.times import reader_today


class StandingFilter(admin.SimpleListFilter):
    """Base: `standings` has the words and the condition of each standing, by its value in the address."""

    title = _("where it stands")
    parameter_name = "stands"
    standings: ClassVar[Mapping[str, tuple[Any, Q]]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """Return the choices: all standings, whether or not a row has them, so that no query is needed."""
        return [(name, words) for name, (words, _condition) in self.standings.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        """Return the rows that stand so; all rows for a value that nobody offered."""
        chosen = self.standings.get(self.value() or "")
        return queryset.filter(chosen[1]) if chosen else queryset


class ChoiceOrNoneFilter(admin.ChoicesFieldListFilter):
    """By a field with choices that may be empty: those that have none are a choice too, and counted."""

    def __init__(self, field: Any, *given: Any, **more: Any) -> None:
        with_none = copy.copy(field)
        with_none.choices = [*field.choices, ("", _("not known"))]
        super().__init__(with_none, *given, **more)


class QuestionFilter(admin.SimpleListFilter):
    """Base: `questions` has the words of each question and the rows that answer it, as Today counts them."""

    questions: ClassVar[Mapping[str, tuple[Any, Callable[[Any], QuerySet[Any]]]]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        """Return the questions, whether or not a row answers them."""
        return [(name, words) for name, (words, _rows) in self.questions.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        """Return the rows that answer the question; all rows for a value that nobody offered."""
        chosen = self.questions.get(self.value() or "")
        return chosen[1](queryset) if chosen else queryset


class TermFilter(StandingFilter):
    """The filter of rows that have a first and, one day, a last day: memberships, seats."""

    standings: ClassVar[Mapping[str, tuple[Any, Q]]] = {
        "now": (_("Now"), Q(until__isnull=True)),
        "ended": (_("Ended"), Q(until__isnull=False)),
    }


def _spans(today: date) -> dict[str, tuple[Any, date, date]]:
    """Return the spans by their value in the address: words, first day, the day after the last."""
    monday, month = today - timedelta(days=today.weekday()), today.replace(day=1)
    year, week = today.replace(month=1, day=1), timedelta(days=7)
    last_month, last_year = (month - timedelta(days=1)).replace(day=1), year.replace(year=year.year - 1)
    tomorrow = today + timedelta(days=1)
    return {
        "week": (_("This week"), monday, monday + week),
        "last-week": (_("Last week"), monday - week, monday),
        "month": (_("This month"), month, max(tomorrow, (month + timedelta(days=32)).replace(day=1))),
        "last-month": (_("Last month"), last_month, month),
        "year": (_("This year"), year, year.replace(year=year.year + 1)),
        "last-year": (_("Last year"), last_year, year),
    }


def _typed(values: Any) -> str:
    """Return what an address says last; nothing where it says nothing."""
    return str(values[-1] if values else "").replace("\x00", "")[:20]


class DayFilter(admin.FieldListFilter):
    """A filter by days of the reader's zone: a span of the calendar, or from one day to another."""

    template = "admin/day_filter.html"
    # What is compared and named in the address, where it is not the field itself: a column of the queryset.
    column = ""

    def __init__(self, *given: Any, field_path: str) -> None:
        """Take the days from the address; of one that is none, `problem` says so and nothing is filtered."""
        self.compared = self.column or field_path
        self.names = [f"{self.compared}__{name}" for name in ("span", "from", "to")]
        super().__init__(*given, field_path)  # type: ignore[call-arg]  # given: five that Django passes on
        typed: Mapping[str, Any] = self.used_parameters
        self.span, self.first, self.last = (_typed(typed.get(name)) for name in self.names)
        self.problem = ""
        self.others: list[tuple[str, str]] = []

    def expected_parameters(self) -> list[str | None]:
        """Return the names in the address."""
        return [*self.names]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        """Return the rows of the days that were chosen."""
        _words, first, after = _spans(reader_today()).get(self.span, ("", None, None))
        try:
            first = parse_date(self.first) or first
            after = last + timedelta(days=1) if (last := parse_date(self.last)) else after
        except (ValueError, OverflowError):
            first = after = None
        if (self.first and first is None) or (self.last and after is None):
            self.problem = str(_("Write days as 2026-11-29."))
            return queryset
        days = {"gte": first, "lt": after}
        return queryset.filter(
            **{f"{self.compared}__{how}": self._moment(day) for how, day in days.items() if day}
        )

    def _moment(self, day: date) -> date:
        """Return the day, or where the column holds moments the one at which it begins for the reader."""
        if not isinstance(self.field, DateTimeField):
            return day
        return timezone.make_aware(datetime.combine(day, time.min))

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Yield the spans as links; the form of two days stands below them in the template."""
        kept = QueryDict(changelist.get_query_string(remove=self.names).removeprefix("?"))
        self.others = [(name, value) for name, values in kept.lists() for value in values]
        any_day = not (self.span or self.first or self.last)
        yield {"selected": any_day, "query_string": f"?{kept.urlencode()}", "display": _("Any day")}
        for value, (words, _first, _after) in _spans(reader_today()).items():
            link = changelist.get_query_string({self.names[0]: value}, self.names[1:])
            yield {"selected": self.span == value, "query_string": link, "display": words}

    def get_facet_counts(self, pk_attname: str, filtered_qs: QuerySet[Any]) -> dict[str, Any]:  # noqa: ARG002
        """Return nothing: how many rows each span has costs a pass each, and is not asked for."""
        return {}
