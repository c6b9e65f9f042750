"""What is known of cities of the world that the directory does not hold: other names, and time zones."""

from functools import cache
from pathlib import Path

from icaforum.words.names import name_keys

# A line a city: the code of its country, its time zone, then its names as `name_keys` makes them. See
# cities/data/README.md.
FILE = Path(__file__).parent.parent / "data" / "world_names.txt"


def keys_meant(name: str, country: str = "") -> list[str]:
    """Return what a city is compared by that is called so: the keys of this name, and of its others.

    «Wien» in Austria is Vienna, also where the directory holds neither. A name that means two cities of its
    country stands in no line. Without a country, a code, it is known where it means one city in all.
    """
    return list(dict.fromkeys([*name_keys(name), *_names_meant(name, country)]))


def one_key(name: str, country: str) -> str:
    """Return one key for all names of a city, by which two that are typed are the same; empty for no name."""
    return next(iter([*_names_meant(name, country), *reversed(name_keys(name))]), "")


def _names_meant(name: str, country: str) -> list[str]:
    """Return the keys of all names of the city that is called so; none where it is unknown, or two are."""
    found = {line for key in name_keys(name) for line in _lines_with(key, country)}
    return found.pop().split(" ")[2:] if len(found) == 1 else []


def zone_meant(name: str, country: str) -> str:
    """Return the time zone of the city that is called so in a country; empty where it is not known."""
    zones = {line.split(" ")[1] for key in name_keys(name) for line in _lines_with(key, country)}
    return zones.pop() if country and len(zones) == 1 else ""


def _lines_with(key: str, country: str) -> list[str]:
    text, lines = _names(), []
    at = text.find(f" {key} ")
    while at >= 0:
        start, end = text.rfind("\n", 0, at) + 1, text.index("\n", at)
        if text.startswith(country, start):
            lines.append(text[start:end].rstrip())
        at = text.find(f" {key} ", end)
    return lines


@cache
def _names() -> str:
    """Return the file with a space behind each name; read once a process, which costs it 3 MB."""
    return FILE.read_text(encoding="utf-8").replace("\n", " \n")
