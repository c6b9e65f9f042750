"""Times in words, in the reader's zone and the event's."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import translation

from icaforum.words import times

START = datetime(2027, 3, 16, 17, 0, tzinfo=UTC)
END = START + timedelta(minutes=75)


@pytest.fixture(autouse=True)
def in_march():
    with time_machine.travel(datetime(2027, 3, 1, tzinfo=UTC), tick=False), translation.override("en"):
        yield


def test_a_time_is_said_in_the_readers_zone_with_its_day():
    assert times.time_span(START, END, "Pacific/Auckland") == "Wednesday 17 March, 6:00–7:15"


def test_the_other_zones_day_is_said_when_it_differs():
    there = times.time_span(START, END, "Europe/Madrid", beside="Pacific/Auckland")

    assert there == "Tuesday 16 March, 18:00–19:15"


def test_the_other_zones_day_is_left_out_when_it_is_the_same():
    assert times.time_span(START, END, "Europe/Madrid", beside="Africa/Accra") == "18:00–19:15"


def test_a_span_over_midnight_names_both_days():
    late = datetime(2027, 3, 16, 22, 30, tzinfo=UTC)

    words = times.time_span(late, late + timedelta(hours=1), "Europe/Madrid")

    assert words == "Tuesday 16 March, 23:30 – Wednesday 17 March, 0:30"


def test_a_moment_without_an_end_is_a_single_clock():
    assert times.time_span(START, None, "Africa/Accra") == "Tuesday 16 March, 17:00"


def test_a_time_in_another_year_says_the_year():
    assert times.time_span(START.replace(year=2028), None, "UTC") == "Thursday 16 March 2028, 17:00"


def test_both_times_in_one_line_name_the_readers_first():
    line = times.both_times(START, END, "Pacific/Auckland", "Europe/Madrid", event_city="Barcelona")

    assert line == "Wednesday 17 March, 6:00–7:15 your time, Tuesday 16 March, 18:00–19:15 in Barcelona"


def test_both_times_are_one_when_the_clocks_agree():
    line = times.both_times(START, END, "Europe/Paris", "Europe/Madrid")

    assert line == "Tuesday 16 March, 18:00–19:15 in Madrid"


def test_which_year_is_this_one_depends_on_the_zone():
    with time_machine.travel(datetime(2026, 12, 31, 20, tzinfo=UTC)):
        in_auckland = times.day_in_words(datetime(2027, 1, 1, 2, tzinfo=UTC), "Pacific/Auckland")
        in_seattle = times.day_in_words(datetime(2027, 1, 1, 12, tzinfo=UTC), "America/Los_Angeles")

    assert (in_auckland, in_seattle) == ("Friday 1 January", "Friday 1 January 2027")


def test_the_hours_go_forward_with_the_summer_time():
    before = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)

    assert times.hours(before, before + timedelta(hours=1), "Europe/Madrid") == "1:30–3:30"


def test_hours_past_midnight_name_the_day_they_end():
    assert (
        times.hours(START, START + timedelta(hours=9), "Europe/Madrid") == "18:00 – Wednesday 17 March, 3:00"
    )


@pytest.mark.parametrize(
    ("hours", "words"), [(1, ""), (23, ""), (50, "16 to 18 March"), (24 * 20, "16 March to 5 April")]
)
def test_what_lasts_longer_than_a_day_is_said_in_days(hours, words):
    assert times.days(START, START + timedelta(hours=hours), "Europe/Madrid") == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2027, 4, 12), date(2027, 4, 14), "12 to 14 April"),
        (date(2027, 4, 30), date(2027, 5, 2), "30 April to 2 May"),
        (date(2026, 4, 12), date(2026, 4, 14), "12 to 14 April 2026"),
        (date(2027, 12, 30), date(2028, 1, 2), "30 December 2027 to 2 January 2028"),
    ],
)
def test_days_are_said_from_one_to_the_other(first, last, words):
    assert times.from_day_to_day(first, last) == words


def test_two_zones_share_a_clock_only_while_their_offsets_agree():
    winter, between = START, datetime(2027, 3, 20, 12, tzinfo=UTC)

    assert times.same_clock(winter, "Europe/Madrid", "Europe/Berlin") is True
    assert times.same_clock(between, "Europe/London", "America/New_York") is False


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("America/Indiana/Knox", "Knox"),
        ("Pacific/Auckland", "Auckland"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_is_called_by_its_city(zone, name):
    assert times.zone_city(zone) == name
