"""Time zones: which there are, and how a list names them."""

import zoneinfo
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from icaforum.words.languages import reader_language
from icaforum.words.places import zone_place, zone_table
from icaforum.words.times import utc_offset


def validate_time_zone(value: str) -> None:
    """Raise ValidationError for anything but an IANA zone that this machine knows."""
    if value not in known_zones():
        raise ValidationError(_("Choose a time zone from the list."), code="time_zone")


@cache
def known_zones() -> frozenset[str]:
    """Return the names of all zones that this machine knows, old ones too; read once a process."""
    # Python walks through a folder of some six hundred files each time it is asked.
    return frozenset(zoneinfo.available_timezones())


# By the first part of a zone's name. Zones of other areas, such as Antarctica, are not offered.
AREAS = {
    "Africa": _("Africa"),
    "America": _("The Americas"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic Ocean"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific Ocean"),
}


def zone_choices() -> list[Any]:
    """Return the choices of a form: the zones by part of the world, in the order of their labels."""
    return _zone_choices(datetime.now(tz=UTC).date(), reader_language())


@lru_cache(maxsize=4)
def _zone_choices(_today: date, _language: str) -> list[Any]:
    """Return them as labelled today in a language.

    A form asks for them five times, and each label takes a calculation.
    """
    groups: dict[str, list[tuple[str, str]]] = {area: [] for area in AREAS}
    for name in _offered_zones():
        groups[name.partition("/")[0]].append((name, zone_label(name)))
    in_order = [(AREAS[area], sorted(zones, key=lambda zone: zone[1])) for area, zones in groups.items()]
    return [("UTC", "UTC"), *in_order]


def zone_label(name: str) -> str:
    """Return «Auckland (UTC+13)», with the hours of today.

    A state or an island stands behind the city where the zone's name has one: «Knox, Indiana».
    """
    minutes = int(utc_offset(datetime.now(tz=UTC), zoneinfo.ZoneInfo(name)).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"{zone_place(name)} (UTC{sign}{hours}{f':{rest:02}' if rest else ''})"


@cache
def only_zone_of(country: str) -> str:
    """Return the time zone of a country, given by its code; empty for one with several clocks, or none.

    Germany and Argentina have several zones that show one time: then it is the first of the table, which is
    where most of its people live.
    """
    zones = [zone for code, zone in zone_table() if code == country]
    now = datetime.now(tz=UTC)
    # Each month of a year, since two may differ in summer alone.
    months = [now + timedelta(days=30 * month) for month in range(-1, 13)]
    clocks = {tuple(utc_offset(it, zoneinfo.ZoneInfo(zone)) for it in months) for zone in zones}
    return zones[0] if len(clocks) == 1 else ""


@cache
def _offered_zones() -> Mapping[str, zoneinfo.ZoneInfo]:
    """Return the zones by their names of today, without the old ones that the time zone database keeps.

    Read once a process, and held: Python forgets a zone that nobody holds, and reads its file again for the
    next form.
    """
    names = {zone for _country, zone in zone_table()}
    return {name: zoneinfo.ZoneInfo(name) for name in names if name.partition("/")[0] in AREAS}
