"""When a week's mail is due, on any clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from icaforum.digest.rules import FIRST_LOOK, LONGEST_LOOK, Issue, latest_issue, looks_back_to


def issue(now, zone, weekday=0, hour=7):
    found = latest_issue(
        datetime.fromisoformat(now).replace(tzinfo=UTC), ZoneInfo(zone), weekday=weekday, hour=hour
    )
    return found.week, found.due_at.astimezone(UTC).isoformat()[:16]


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        # Monday 7:00 in each place, at its own moment.
        ("2026-11-29T17:59", "Pacific/Auckland", ("2026-W48", "2026-11-22T18:00")),
        ("2026-11-29T18:00", "Pacific/Auckland", ("2026-W49", "2026-11-29T18:00")),
        ("2026-11-30T06:59", "UTC", ("2026-W48", "2026-11-23T07:00")),
        ("2026-11-30T07:00", "UTC", ("2026-W49", "2026-11-30T07:00")),
        ("2026-11-30T17:00", "Pacific/Honolulu", ("2026-W49", "2026-11-30T17:00")),
        # Six days late, and over the end of a year.
        ("2027-01-10T06:00", "UTC", ("2027-W01", "2027-01-04T07:00")),
        ("2026-12-31T12:00", "UTC", ("2026-W53", "2026-12-28T07:00")),
        # The wall clock says seven before the change of the clocks and after it.
        ("2027-03-28T12:00", "Europe/Berlin", ("2027-W12", "2027-03-22T06:00")),
        ("2027-03-29T12:00", "Europe/Berlin", ("2027-W13", "2027-03-29T05:00")),
        # A zone that nobody knows cannot come here; a half hour can.
        ("2026-11-30T01:30", "Asia/Kolkata", ("2026-W49", "2026-11-30T01:30")),
    ],
)
def test_the_last_issue_by_a_clock(now, zone, expected):
    assert issue(now, zone) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        # Sunday at two is left out in spring and comes twice in autumn: one issue all the same.
        ("2027-03-28T00:59", ("2027-W11", "2027-03-21T01:00")),
        ("2027-03-28T01:00", ("2027-W12", "2027-03-28T01:00")),
        ("2027-10-31T00:00", ("2027-W43", "2027-10-31T00:00")),
        ("2027-10-31T01:00", ("2027-W43", "2027-10-31T00:00")),
    ],
)
def test_an_hour_that_is_left_out_or_comes_twice_gives_one_issue(now, expected):
    assert issue(now, "Europe/Berlin", weekday=6, hour=2) == expected


def test_an_issue_looks_back_to_the_one_before_a_week_at_first_and_four_weeks_at_most():
    due = datetime(2026, 11, 30, 7, tzinfo=UTC)
    this = Issue("2026-W49", due)
    last = due - timedelta(days=6, hours=23)

    found = [looks_back_to(this, at) for at in (None, last, due - timedelta(days=99))]
    assert found == [due - FIRST_LOOK, last, due - LONGEST_LOOK]
