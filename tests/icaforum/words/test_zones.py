"""Zones are read from their files once a process, not for each form and mail."""

import zoneinfo

from icaforum.words import zones


def test_a_second_list_of_zones_reads_no_file(monkeypatch):
    choices, known = zones.zone_choices(), zones.known_zones()
    read = []
    monkeypatch.setattr(zoneinfo._common, "load_tzdata", read.append)
    monkeypatch.setattr(zoneinfo, "available_timezones", lambda: read.append("all"))

    assert zones.zone_choices() == choices
    zones.validate_time_zone("Europe/Madrid")
    assert "America/Argentina/Buenos_Aires" in known
    assert read == []


def test_old_names_are_known_and_not_offered():
    offered = {name for group in zones.zone_choices() if group[0] != "UTC" for name, _label in group[1]}

    assert "Asia/Calcutta" in zones.known_zones()
    assert "Asia/Calcutta" not in offered
    assert "Asia/Kolkata" in offered
