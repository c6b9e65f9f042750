"""Which days count for what was promised: compared with a count on the fingers."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icaforum.forum.workdays import Workdays, in_a_line, span_of

DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
SPANS = st.lists(st.tuples(DAYS, st.integers(0, 59)), max_size=4)


def workdays(spans):
    return Workdays(
        ZoneInfo("UTC"), tuple((first, first + timedelta(days=length)) for first, length in spans)
    )


def counts(day, days):
    return day.weekday() < 5 and not any(first <= day <= last for first, last in days.closed)


@given(spans=SPANS, first=DAYS, length=st.integers(-5, 200))
def test_the_days_between_two_are_those_one_counts(spans, first, length):
    days = workdays(spans)

    passed = [first + timedelta(days=number) for number in range(1, length + 1)]
    assert days.between(first, first + timedelta(days=length)) == sum(counts(day, days) for day in passed)


@given(spans=SPANS, first=DAYS, count=st.integers(1, 300))
def test_so_many_days_later_is_a_working_day_and_the_last_of_them(spans, first, count):
    days = workdays(spans)

    due = days.after(first, count)

    assert counts(due, days)
    assert days.between(first, due) == count


@pytest.mark.parametrize(
    ("line", "stored"),
    [
        ("2026-12-24", "2026-12-24"),
        (" 2026-12-24 to 2027-01-01 ", "2026-12-24 – 2027-01-01"),
        ("2026-12-24–2026-12-26", "2026-12-24 – 2026-12-26"),
        ("2026-12-24 – 2026-12-24", "2026-12-24"),
    ],
)
def test_a_line_is_a_day_or_a_span(line, stored):
    assert in_a_line(span_of(line)) == stored


@pytest.mark.parametrize(
    "line",
    [
        *("", "Christmas", "24.12.2026", "2026-13-01", "2026-02-30", "2027-01-01 – 2026-12-24"),
        *("2026-12-24 – 2027-12-24", "2026-12-24 2026-12-25 2026-12-26", "٢٠٢٦-١٢-٢٤x"),
    ],
)
def test_what_is_no_day_is_refused(line):
    with pytest.raises(ValueError, match=r"day|span|month"):
        span_of(line)
