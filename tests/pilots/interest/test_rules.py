"""Until when a city may write, when it is reminded, and what two clocks share."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pilots.interest import rules
from pilots.interest.models import PeerCall

DAY = date(2027, 1, 15)


def a_call(**facts):
    return PeerCall(closes_on=DAY, opened_at=datetime(2026, 11, 2, tzinfo=UTC), **facts)


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("Asia/Jakarta", datetime(2027, 1, 15, 17, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2027, 1, 16, 8, tzinfo=UTC)),
        ("", datetime(2027, 1, 16, 12, tzinfo=UTC)),
    ],
)
def test_a_call_closes_at_the_end_of_the_day_on_the_clock_of_the_city(zone, moment):
    call, second = a_call(), timedelta(seconds=1)

    assert rules.closing_moment(call, zone) == moment
    assert rules.is_open(call, zone, moment - second)
    assert not rules.is_open(call, zone, moment)
    assert not rules.is_open(a_call(decided_at=moment), zone, moment - second)


@pytest.mark.parametrize(
    ("days", "reminded", "due"),
    [(8, 0, 0), (6, 0, 1), (6, 1, 0), (1, 1, 2), (1, 0, 2), (1, 2, 0), (-1, 0, 0)],
)
def test_a_city_is_reminded_a_week_and_two_days_before(days, reminded, due):
    now = rules.closing_moment(a_call(), "UTC") - timedelta(days=days)

    assert rules.reminder_due(a_call(), "UTC", reminded, now) == due


@pytest.mark.parametrize(
    ("zone", "other", "hours"),
    [
        ("Europe/Berlin", "Europe/Berlin", 8),
        ("Europe/Berlin", "Africa/Johannesburg", 7),
        ("Asia/Jakarta", "Europe/Berlin", 2),
        ("Asia/Jakarta", "America/Bogota", 0),
        ("Pacific/Auckland", "America/Los_Angeles", 5),  # over the line of the date
        ("", "Europe/Berlin", None),
    ],
)
def test_shared_office_hours_are_counted_on_the_day_both_ways(zone, other, hours):
    on = date(2027, 3, 8)
    found = {rules.shared_office_hours(*pair, on) for pair in ((zone, other), (other, zone))}

    assert found == {None if hours is None else timedelta(hours=hours)}


def test_two_cities_need_an_interpreter_where_they_share_no_language():
    on = date(2027, 3, 8)

    assert rules.needs("UTC", ["id"], "UTC", ["pt", "es"], on).interpreter
    assert rules.needs("UTC", ["id", "en"], "UTC", [], on).languages == ("en",)
    assert rules.needs("Asia/Jakarta", [], "America/Bogota", [], on).early_calls
