"""Load the real directory, the pledge list and the themes from the files in `cities/data`.

Each loader may run again: it counts in its tally what was created, changed or unchanged.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import translation

from cities.directory.actions import add_city, edit_city
from cities.directory.models import City, Region, Theme
from icaforum.words.names import sort_key

DATA = Path(__file__).parent.parent / "data"


# The pledge list names three cities that no list gives coordinates for: these are known, so they stand here.
OUTSIDE_C40: dict[str, dict[str, Any]] = {
    "Bridgeport": {"time_zone": "America/New_York", "latitude": 41.16704, "longitude": -73.20483},
    "Denver": {"time_zone": "America/Denver", "latitude": 39.73915, "longitude": -104.9847},
    "Salt Lake City": {"time_zone": "America/Denver", "latitude": 40.76078, "longitude": -111.89105},
}


Tally = Counter[str]


def load_themes() -> Tally:
    """Create or update the 24 themes, in the languages of the file; themes that are in no file stay."""
    tally = Tally()
    for position, row in enumerate(_rows("themes.csv")):
        facts = {
            "names": _by_language(row, "name_"),
            "descriptions": _by_language(row, "description_"),
            "position": position,
        }
        theme = Theme.objects.filter(slug=row["slug"]).first()
        if theme is None:
            Theme.objects.create(slug=row["slug"], **facts)
            tally["created"] += 1
        elif any(getattr(theme, name) != value for name, value in facts.items()):
            Theme.objects.filter(pk=theme.pk).update(**facts)
            tally["changed"] += 1
        else:
            tally["unchanged"] += 1
    return tally


@transaction.atomic
def load_cities() -> Tally:
    """Create or update the 97 member cities of C40, and the three other signatories of the pledge.

    Raises AlreadyInDirectory where another entry stands under the new name, and KeyError for a region of
    the file that is none of C40's seven.
    """
    tally = Tally()
    # The file names regions in English, whatever language the process speaks.
    with translation.override("en"):
        regions = {str(region.label): region.value for region in Region}
    others = {
        it["name"]: {"other_names": it["other_names"].replace("; ", "\n")} for it in _rows("other_names.csv")
    }
    for row in _rows("c40_cities.csv"):
        facts = {
            "kind": City.Kind.C40,
            "country": row["country"],
            "region": regions[row["region"]],
            "latitude": float(row["latitude"]),
            "longitude": float(row["longitude"]),
            "time_zone": row["time_zone"],
            "population": int(row["population"]) if row["population"] else None,
        }
        tally[_load_city(row["name"], facts | others.get(row["name"], {}))] += 1
    for name, location in OUTSIDE_C40.items():
        facts = {"kind": City.Kind.OTHER, "country": "US", "region": Region.NORTH_AMERICA} | location
        tally[_load_city(name, facts | others.get(name, {}))] += 1
    return tally


@transaction.atomic
def load_pledge() -> Tally:
    """Mark the 41 signatories of the Equity Pledge; a signature known otherwise is never taken back.

    Raises City.DoesNotExist for a signatory that the directory does not have, so `load_cities` comes first.
    """
    tally = Tally()
    for row in _rows("equity_pledge.csv"):
        city = City.objects.named(row["name"], kind=City.Kind.C40, country=row["country"])
        if city is None:
            raise City.DoesNotExist(row["name"])
        tally[_edit_if_changed(city, {"pledge": True})] += 1
    return tally


def _load_city(name: str, facts: dict[str, Any]) -> str:
    """Create the city or change what differs, by the verbs; return the word for the tally."""
    # By any of its names, since the secretariat may have changed it. Then without the country as well, so
    # that a corrected one changes the entry and adds none.
    of_kind = City.objects.filter(kind=facts["kind"])
    city = of_kind.named(name, kind=facts["kind"], country=facts["country"])
    city = city or of_kind.filter(sort_name=sort_key(name)).first()
    if city is None:
        add_city(name=name, by=None, **facts)
        return "created"
    # What the secretariat wrote stays.
    if city.other_names:
        facts.pop("other_names", None)
    return _edit_if_changed(city, facts)


def _edit_if_changed(city: City, facts: dict[str, Any]) -> str:
    """Change the city where a fact differs; return the word for the tally."""
    # `edit_city` would record nothing either, but it locks and saves the row; a second run over a hundred
    # cities should cost reads alone.
    if all(getattr(city, name) == value for name, value in facts.items()):
        return "unchanged"
    edit_city(city, by=None, **facts)
    return "changed"


def _by_language(row: dict[str, str], beginning: str) -> dict[str, str]:
    """Return the texts of the columns that begin so, by the language that ends the column's name."""
    columns = (column for column in row if column.startswith(beginning))
    return {column.removeprefix(beginning): row[column] for column in columns if row[column]}


def _rows(name: str) -> Iterator[dict[str, str]]:
    """Read a file of `cities/data`, each row by the names of its columns."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
