"""Zones are read from their files once a process, not for each form and mail."""

import zoneinfo

import pytest
from django.utils import translation

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


@pytest.mark.parametrize(
    ("zone", "english", "german"),
    [
        ("America/Bogota", "Bogotá", "Bogotá"),
        ("America/Sao_Paulo", "São Paulo", "São Paulo"),
        ("Europe/Istanbul", "Istanbul", "Istanbul"),
        ("Europe/Vienna", "Vienna", "Wien"),
        ("Pacific/Easter", "Easter Island", "Osterinsel"),
        # CLDR keeps these under their older names.
        ("Atlantic/Faroe", "Faroes", "Färöer"),
        ("Europe/Kyiv", "Kyiv", "Kiew"),
        ("Asia/Calcutta", "Kolkata", "Kalkutta"),
        # States stay behind places, so that no two labels are alike.
        ("America/Argentina/Buenos_Aires", "Buenos Aires, Argentina", "Buenos Aires, Argentina"),
        ("America/Indiana/Knox", "Knox, Indiana", "Knox, Indiana"),
        ("Etc/UTC", "UTC", "UTC"),
    ],
)
def test_a_zone_bears_its_own_name_in_the_language_of_the_reader(zone, english, german):
    said = []
    for reader in ("en", "de"):
        with translation.override(reader):
            said.append(zones.zone_label(zone).partition(" (UTC")[0])

    assert said == [english, german]


def test_no_two_zones_of_the_list_are_called_alike():
    labels = [label for group in zones.zone_choices()[1:] for _zone, label in group[1]]

    assert len(labels) == len(set(labels))
