"""What cities are called in the languages of the portal: the one table of such names, and those of zones."""

import unicodedata
from functools import cache, lru_cache
from importlib import resources

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.languages import get_official_languages

from icaforum.words.languages import reader_language

# By the name in English, which is the one that is stored and that time zones bear. Only names that people
# use today: Guangzhou and Shanghai are called so in German too.
LOCAL_NAMES = {
    "de": {
        "Addis Ababa": "Addis Abeba",
        "Algiers": "Algier",
        "Athens": "Athen",
        "Baghdad": "Bagdad",
        "Beijing": "Peking",
        "Belgrade": "Belgrad",
        "Brussels": "Brüssel",
        "Bucharest": "Bukarest",
        "Cairo": "Kairo",
        "Cape Town": "Kapstadt",
        "Copenhagen": "Kopenhagen",
        "Damascus": "Damaskus",
        "Dar es Salaam": "Daressalam",
        "Delhi NCT": "Delhi",
        "Djibouti": "Dschibuti",
        "Havana": "Havanna",
        "Ho Chi Minh": "Ho-Chi-Minh-Stadt",
        "Ho Chi Minh City": "Ho-Chi-Minh-Stadt",
        "Hong Kong": "Hongkong",
        "Khartoum": "Khartum",
        "Kolkata": "Kalkutta",
        "Lisbon": "Lissabon",
        "Luxembourg": "Luxemburg",
        "Mexico City": "Mexiko-Stadt",
        "Milan": "Mailand",
        "Mogadishu": "Mogadischu",
        "Moscow": "Moskau",
        "New York City": "New York",
        "Nicosia": "Nikosia",
        "Prague": "Prag",
        "Riyadh": "Riad",
        "Rome": "Rom",
        "Singapore": "Singapur",
        "Tashkent": "Taschkent",
        "Tehran": "Teheran",
        "Tel Aviv-Yafo": "Tel Aviv-Jaffa",
        "Tokyo": "Tokio",
        "Vienna": "Wien",
        "Warsaw": "Warschau",
        "Zurich": "Zürich",
    }
}


@cache
def _names_in(language: str) -> dict[str, str]:
    """Return by the English name what cities are called: by the table, else by the zones of CLDR."""
    if language in LOCAL_NAMES or language == "en":
        return LOCAL_NAMES.get(language, {})
    zones = [zone for _country, zone in zone_table()]
    # By the name of the zone, and by what English calls the place: «Kolkata» and «Kyiv».
    english = ((zone, (zone.rpartition("/")[2].replace("_", " "), _cldr(zone, "en"))) for zone in zones)
    return {name: own for zone, names in english if (own := _cldr(zone, language)) for name in names if name}


def local_name(name: str) -> str:
    """Return what the reader's language calls a city: «Athen» for Athens; the name itself where it has none.

    Wherever a page or a mail says the name of a city, it says this.
    """
    return _names_in(reader_language()).get(name, name)


def zone_place(zone: str) -> str:
    """Return the place that a time zone is named after, in the reader's language: «Bogotá», «Knox, Indiana».

    By the table above, else by CLDR; where the reader's language has no name of its own, with the accents of
    the country's language, which the names of zones leave out. A zone without a place stays as it is: «UTC».
    """
    return _zone_place(zone, reader_language())


# People leave these accents standing in other languages too; «Rīga» and «İstanbul» have names without them.
_KEEPS_ACCENTS = frozenset(("de", "es", "fr", "is", "pt", "ro", "sq"))


@lru_cache(maxsize=2048)
def _zone_place(zone: str, language: str) -> str:
    _area, *words = zone.replace("_", " ").split("/")
    if not words:
        return zone
    own = LOCAL_NAMES.get(language, {}).get(words[-1])
    if name := own or _cldr(zone, language):
        return name
    name = ", ".join(reversed(words))
    spoken = _KEEPS_ACCENTS.intersection(get_official_languages(_countries().get(zone, ""), de_facto=True))
    in_country = (_cldr(zone, code) for code in sorted(spoken))
    return next((it for it in in_country if _without_accents(it) == words[-1]), name)


def _cldr(zone: str, language: str) -> str:
    """Return what CLDR calls the zone's place in a language; empty where it has no name of its own for it."""
    try:
        known = Locale.parse(language).time_zones
    except (UnknownLocaleError, ValueError):
        return ""
    found = (known.get(name, {}).get("city", "") for name in (zone, *_other_names().get(zone, ())))
    return next((str(name) for name in found if name), "")


@cache
def _other_names() -> dict[str, list[str]]:
    """Return under which older names CLDR keeps a zone («Europe/Kiev»), and the newer one of an older."""
    names: dict[str, list[str]] = {}
    for old, new in get_global("zone_aliases").items():
        names.setdefault(new, []).append(old)
        names.setdefault(old, []).append(new)
    return names


def _without_accents(text: str) -> str:
    return "".join(it for it in unicodedata.normalize("NFKD", text) if not unicodedata.combining(it))


@cache
def _countries() -> dict[str, str]:
    return {zone: country for country, zone in zone_table()}


@cache
def zone_table() -> tuple[tuple[str, str], ...]:
    """Return the zones of today with the code of the country that each is in."""
    # `zoneinfo` lists old and new alike; the table of the package tells them apart.
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return tuple((row[0], row[2]) for row in rows)
