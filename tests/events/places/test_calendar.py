import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from cities.models import User
from events.models import Event, Registration
from events.places import calendar
from icaforum.words.text import one_line
from tests.events.zones import ZONES, transitions

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LINK = "https://zoom.us/j/5550001234?pwd=canary"

pytestmark = pytest.mark.django_db


def event_at(start, zone="Europe/Madrid", **facts):
    local = start.astimezone(ZoneInfo(zone))
    facts = {
        "title": "Cool rooms close to home",
        "slug": "cool-rooms",
        "uid": "event-1@forum.example",
        "join_url": LINK,
        "passcode": "canary-passcode",
        "dial_in": "canary-dial-in",
    } | facts
    return Event(
        local_date=local.date(),
        local_time=local.time(),
        time_zone=zone,
        starts_at=start,
        ends_at=start + timedelta(minutes=75),
        **facts,
    )


def place_at(event, turn=1, **facts):
    person = User(**{"email": "olive.tane@auckland.example", "name": "Olive Tane"} | facts)
    return Registration(event=event, person=person, turn=turn, answer=Registration.Answer.GOING)


def unfolded(text):
    return re.sub(r"\r\n[ \t]", "", text)


def entry_of(file):
    return Calendar.from_ical(file.to_ical()).walk("VEVENT")[0]


def check(file):
    """What RFC 5545 and 5546 ask of every file that we send."""
    raw = file.to_ical()
    assert raw.endswith(b"\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", raw)
    assert [line for line in raw.split(b"\r\n") if len(line) > 75] == []
    raw.decode()
    for line in raw.split(b"\r\n"):
        line.decode()
    parsed = Calendar.from_ical(raw)
    entry = parsed.walk("VEVENT")[0]
    assert parsed["VERSION"] == "2.0"
    assert parsed.get_missing_tzids() == set()
    for name in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "ORGANIZER", "STATUS"):
        assert len(entry.property_items()) > 0
        assert name in entry
    assert entry["DTSTART"].dt.tzinfo is not None
    return entry


START = datetime(2027, 3, 16, 17, tzinfo=UTC)


def test_a_request_invites_one_person_who_has_said_yes_already():
    file = calendar.confirmation(place_at(event_at(START)), NOW)

    entry = check(file)
    attendee = entry["ATTENDEE"]
    assert file["METHOD"] == "REQUEST"
    assert str(attendee) == "mailto:olive.tane@auckland.example"
    assert dict(attendee.params) == {
        "CN": "Olive Tane",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "ACCEPTED",
        "RSVP": "FALSE",
    }
    assert str(entry["ORGANIZER"]) == "mailto:forum@testserver"
    assert entry["STATUS"] == "CONFIRMED"
    assert entry["UID"] == "event-1@forum.example"


def test_the_entry_stands_at_the_hosts_wall_clock_with_the_rules_of_its_zone():
    file = calendar.confirmation(place_at(event_at(START)), NOW)

    text = unfolded(file.to_ical().decode())
    assert "DTSTART;TZID=Europe/Madrid:20270316T180000\r\n" in text
    assert "BEGIN:VTIMEZONE\r\nTZID:Europe/Madrid\r\n" in text


@pytest.mark.parametrize("hour", [0, 1])  # 2:30 in Madrid both times, or 2:30 to 2:30 an hour later
def test_an_hour_that_comes_twice_is_said_in_utc(hour):
    event = event_at(datetime(2026, 10, 25, hour, 30, tzinfo=UTC))

    entry = entry_of(calendar.confirmation(place_at(event), NOW))

    begin, end = entry["dtstart"].dt, entry["dtend"].dt
    assert (begin.astimezone(UTC), end.astimezone(UTC)) == (event.starts_at, event.ends_at)
    assert (begin.utcoffset(), end.utcoffset()) == (timedelta(0), timedelta(0))


def test_the_place_of_the_entry_is_our_page_and_the_text_says_what_declining_does():
    entry = check(calendar.confirmation(place_at(event_at(START)), NOW))

    assert entry["LOCATION"] == "http://testserver/events/cool-rooms/"
    assert "Declining in your calendar does not reach us." in entry["DESCRIPTION"]


def test_an_academy_has_its_address_as_the_place():
    event = event_at(START, kind=Event.Kind.ACADEMY, place="Town hall, 1 Sample Street\nWarsaw")

    entry = check(calendar.confirmation(place_at(event), NOW))

    assert entry["LOCATION"] == "Town hall, 1 Sample Street Warsaw"


def test_a_cancellation_says_so_twice():
    file = calendar.cancellation(place_at(event_at(START)), NOW)

    entry = check(file)
    assert file["METHOD"] == "CANCEL"
    assert entry["STATUS"] == "CANCELLED"
    assert "Please give your place up" not in entry["DESCRIPTION"]


def test_the_file_to_keep_is_the_same_entry_without_attendees():
    place = place_at(event_at(START))

    kept = calendar.to_download(place, NOW)

    entry = entry_of(kept)
    assert kept["METHOD"] == "PUBLISH"
    assert "ATTENDEE" not in entry
    assert (entry["UID"], entry["SEQUENCE"]) == ("event-1@forum.example", 1)


@pytest.mark.parametrize("make", [calendar.confirmation, calendar.cancellation, calendar.to_download])
def test_no_entry_holds_the_way_in(make):
    text = unfolded(make(place_at(event_at(START)), NOW).to_ical().decode())

    assert "canary" not in text
    assert "zoom" not in text.lower()


@pytest.mark.slow
@pytest.mark.parametrize("zone", ZONES)
def test_the_hour_is_right_on_every_day_when_clocks_change(zone):
    for change, _before, _after in transitions(zone, range(2026, 2031)):
        for hours in range(-12, 13):
            start = change + timedelta(hours=hours)
            entry = check(calendar.confirmation(place_at(event_at(start, zone)), NOW))

            local = entry["DTSTART"].dt
            assert local.astimezone(UTC) == start


HOSTILE = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from(';,\\\r\n\t:"^\u2028\u200f\u202e\x00\x1b😀é漢'),
    ),
    max_size=400,
)


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(title=HOSTILE, name=HOSTILE)
def test_any_title_and_name_make_a_file_that_reads_back_equal(title, name):
    entry = check(calendar.confirmation(place_at(event_at(START, title=title), name=name), NOW))

    assert str(entry["SUMMARY"]) == one_line(title)


def test_a_title_keeps_the_marks_that_its_script_needs():
    entry = check(calendar.confirmation(place_at(event_at(START, title="\u202bשלום\u200f! =?\u202c")), NOW))

    assert str(entry["SUMMARY"]) == "\u202bשלום\u200f! =?\u202c"


def test_a_title_of_ten_thousand_letters_is_folded():
    title = "é;,\\ " * 2000

    entry = check(calendar.confirmation(place_at(event_at(START, title=title)), NOW))

    assert str(entry["SUMMARY"]) == title.strip()
