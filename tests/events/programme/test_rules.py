from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from events.programme import rules
from icaforum.words.addresses import masked
from tests.events.zones import ZONES, transitions


@pytest.mark.parametrize("zone", ZONES)
def test_every_hour_of_the_days_when_clocks_change_is_the_right_moment(zone):
    """Read back on the wall, each hour is what was entered, but for those the clocks skip."""
    for change, before, after in transitions(zone, range(2026, 2031)):
        middle = change.astimezone(ZoneInfo(zone)).replace(tzinfo=None, minute=0)
        for step in range(-48, 49):
            local = middle + timedelta(minutes=30 * step)
            moment = rules.utc_moment(local.date(), local.time(), zone)

            shown = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
            if rules.clock_shows(local.date(), local.time(), zone):
                assert shown == local
            else:
                assert after > before
                assert shown == local + (after - before)


def test_an_hour_that_comes_twice_means_its_first_time():
    moment = rules.utc_moment(date(2026, 10, 25), time(2, 30), "Europe/Madrid")

    assert moment == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_an_hour_that_never_comes_is_counted_from_before_the_jump():
    moment = rules.utc_moment(date(2026, 3, 29), time(2, 30), "Europe/Madrid")

    assert moment == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert rules.clock_shows(date(2026, 3, 29), time(2, 30), "Europe/Madrid") is False
    assert rules.clock_shows(date(2026, 3, 29), time(3, 30), "Europe/Madrid") is True


@pytest.mark.parametrize(
    ("clock", "night"),
    [("22:59", False), ("23:00", True), ("0:00", True), ("3:00", True), ("5:59", True), ("6:00", False)],
)
def test_night_is_from_23_to_6_on_the_readers_clock(clock, night):
    hour, minute = map(int, clock.split(":"))
    start = datetime(2027, 3, 17, hour, minute, tzinfo=ZoneInfo("Pacific/Auckland"))

    assert rules.is_night(start.astimezone(UTC), "Pacific/Auckland") is night


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(seconds=20), "0 minutes"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=58, seconds=40), "59 minutes"),
        (timedelta(minutes=89), "89 minutes"),
        (timedelta(hours=11, minutes=10), "11 hours"),
        (timedelta(hours=23, minutes=59), "24 hours"),
        (timedelta(hours=49), "2 days"),
        (timedelta(days=9, hours=13), "10 days"),
        (timedelta(hours=-1), "0 minutes"),
    ],
)
def test_the_time_left_is_said_as_one_would_say_it(left, words):
    with translation.override("en"):
        assert rules.time_left(left) == words


START = datetime(2027, 3, 16, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "due"),
    [
        (timedelta(hours=24, minutes=1), None),
        (timedelta(hours=24), rules.DAY),
        (timedelta(hours=8), rules.DAY),
        (timedelta(hours=1, seconds=1), rules.DAY),
        (timedelta(hours=1), rules.HOUR),
        (timedelta(minutes=31), rules.HOUR),
        (timedelta(minutes=30), None),
        (timedelta(), None),
        (-timedelta(hours=1), None),
    ],
)
def test_a_reminder_is_due_until_it_would_be_of_no_use(before, due):
    assert rules.due_reminder(START, START - before) == due


@pytest.mark.parametrize(
    ("capacity", "going", "free"), [(None, 900, None), (20, 0, 20), (20, 20, 0), (10, 20, 0)]
)
def test_a_lowered_capacity_leaves_no_place_free(capacity, going, free):
    assert rules.free_places(capacity, going) == free


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://zoom.us/j/1", "Zoom"),
        ("https://us02web.zoom.us/j/1?pwd=x", "Zoom"),
        ("https://teams.microsoft.com/l/meetup", "Teams"),
        ("https://notzoom.us/j/1", ""),
        ("https://zoom.us.evil.example/j/1", ""),
        ("", ""),
    ],
)
def test_the_tool_is_named_by_what_people_know(address, name):
    assert rules.meeting_service(address) == name


def test_an_address_is_shown_so_that_only_its_owner_knows_it():
    assert masked("olive.tane@auckland.example") == "o…@auckland.example"


def test_the_sentence_before_a_move_says_how_many_and_for_whom_it_is_night():
    with translation.override("en"):
        assert rules.told_in_words(0, 0, "") == "Nobody has a place yet; nobody is told."
        assert rules.told_in_words(1, 0, "") == "1 person will be told."
        assert (
            rules.told_in_words(63, 4, "Auckland 3:00 …")
            == "63 people will be told. For 4 of them it falls at night (Auckland 3:00 …)."
        )
