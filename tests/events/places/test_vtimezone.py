"""The zone in a calendar entry is right for every zone of the database, as two programs not ours read it.

One is dateutil, the other ical.js, which is Thunderbird's; where there is no node, icalendar's own reader.
"""

import io
import json
import shutil
import subprocess
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil.tz import tzical
from icalendar import Calendar, Timezone

from events.places.vtimezone import changes_of, vtimezone

YEARS = range(2026, 2041)
NODE = shutil.which("node")


def text_of(zone, year):
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//test//EN")
    calendar.add_component(vtimezone(zone, year))
    return calendar.to_ical().decode()


def walls(zone, year):
    """Walls of a year that name one moment: of each month, and around each change of the clocks."""
    place = ZoneInfo(zone)
    days = [(month, day) for month in range(1, 13) for day in (1, 9, 17, 25)]
    moments = [datetime(year, month, day, 11, 30, tzinfo=UTC) for month, day in days]
    for change in changes_of(zone, year, year):
        moments += [change.moment + timedelta(hours=hours) for hours in (-26, -3, 3, 26)]
    for moment in sorted(moments):
        local = moment.astimezone(place)
        if local.year == year:
            yield local.replace(tzinfo=None), int(moment.timestamp())


def kinds_of_zones():
    """One zone for each set of rules: many zones share theirs."""
    kinds = defaultdict(list)
    for zone in sorted(available_timezones()):
        changes = changes_of(zone, 2025, 2069)
        now = datetime(2025, 1, 1, tzinfo=UTC).astimezone(ZoneInfo(zone)).utcoffset()
        kinds[now, tuple((it.moment, it.after) for it in changes)].append(zone)
    return [zones[0] for zones in kinds.values()]


@pytest.fixture(scope="module")
def cases():
    each = [(zone, year) for zone in kinds_of_zones() for year in YEARS]
    return [(zone, year, text_of(zone, year), list(walls(zone, year))) for zone, year in each]


def wrong(cases, read):
    return [
        (zone, year, str(wall))
        for (zone, year, _text, asked), answers in zip(cases, read(cases), strict=True)
        for (wall, moment), answer in zip(asked, answers, strict=True)
        if moment != answer
    ]


def by_dateutil(cases):
    for _zone, _year, text, asked in cases:
        zone = tzical(io.StringIO(text)).get()
        yield [int(wall.replace(tzinfo=zone).timestamp()) for wall, _moment in asked]


def by_ical_js(cases):
    lines = [
        json.dumps({"ics": text, "walls": [wall.isoformat() for wall, _moment in asked]})
        for _zone, _year, text, asked in cases
    ]
    program = Path(__file__).with_name("read_with_ical_js.mjs")
    done = subprocess.run(
        [NODE, str(program)], input="\n".join(lines), capture_output=True, text=True, check=True, timeout=300
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def by_icalendar(cases):
    for _zone, _year, text, asked in cases:
        zone = Timezone.from_ical(text[text.index("BEGIN:VTIMEZONE") : text.index("END:VCALENDAR")]).to_tz()
        yield [int(wall.replace(tzinfo=zone).timestamp()) for wall, _moment in asked]


@pytest.mark.slow
def test_dateutil_reads_every_zone_right_for_fifteen_years(cases):
    assert len(cases) > 15 * 60
    assert wrong(cases, by_dateutil) == []


@pytest.mark.slow
def test_a_second_program_reads_them_so_too(cases):
    assert wrong(cases, by_ical_js if NODE else by_icalendar) == []


def test_the_morning_in_casablanca_that_was_an_hour_wrong():
    zone, wall = "Africa/Casablanca", datetime(2027, 3, 13, 9, 30)
    case = (zone, 2027, text_of(zone, 2027), [(wall, int(wall.replace(tzinfo=UTC).timestamp()))])

    assert wrong([case], by_dateutil) == []


@pytest.mark.parametrize(
    "zone",
    [
        *("Europe/Madrid", "America/New_York", "Africa/Cairo", "America/Santiago", "Asia/Jerusalem"),
        *("America/Nuuk", "Australia/Lord_Howe", "Pacific/Auckland"),
    ],
)
def test_a_zone_with_yearly_rules_is_written_in_rules(zone):
    parts = vtimezone(zone, 2027).subcomponents

    assert [part for part in parts if "RRULE" not in part] == []
    assert len(parts) <= 3


def test_no_zone_is_written_in_lists_of_days():
    assert [zone for zone in kinds_of_zones() if b"RDATE" in vtimezone(zone, 2026).to_ical()] == []
