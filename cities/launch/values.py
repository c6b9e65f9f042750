"""What stands in a cell, understood: pure functions that return a value, or raise `Unclear`. None guesses."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.dates import MONTHS, MONTHS_3
from django_countries import countries

from cities.directory.models import City
from cities.directory.tiers import SLUGS, TIER_OF, Tier
from cities.launch.problems import Unclear
from cities.people.models import Officer
from icaforum.words.addresses import clean_address, validate_address
from icaforum.words.languages import NAMES, translated_name
from icaforum.words.names import clean_name, plain_words, sort_key, validate_name

LANGUAGES = [code for code, _name in settings.LANGUAGES]
# Months are read in the languages in which the Forum's cities keep their lists.
MONTH_LANGUAGES = ("en", "de", "es", "fr", "pt", "it", "nl")
# C40 is of 2005: an earlier day is more likely a slip than a city's first day in its network.
LONG_AGO = date(2005, 1, 1)
# Excel counts days from here; what it takes for a number, not a day, is offered as that day.
FIRST_SERIAL = date(1899, 12, 30)
SERIALS = range(20_000, 60_000)

# Choices ------------------------------------------------------------------------------------------------


def read_tier(text: str) -> str:
    """Return the tier's word («peer»), also that of a partner. Raises Unclear."""
    return _chosen(text, _tiers(), code="tier", offers=[SLUGS[tier] for tier in Tier])


def read_kind(text: str) -> str:
    """Return the kind of an entry («c40»). Raises Unclear."""
    return _chosen(text, _kinds(), code="kind", offers=list(City.Kind.values))


def read_role(text: str) -> str:
    """Return the role in a team. Raises Unclear."""
    return _chosen(text, _roles(), code="role", offers=list(Officer.Role.values))


def read_country(text: str) -> str:
    """Return the code of a country. Raises Unclear."""
    return _chosen(text, _countries(), code="country", offers=[])


def read_language(text: str) -> str:
    """Return the code of a language, which our mails may not have yet; English where nothing stands.

    Raises Unclear.
    """
    return _chosen(text, _languages(), code="language", offers=LANGUAGES) if text else "en"


def _chosen(text: str, words: Mapping[str, str], *, code: str, offers: list[str]) -> str:
    """Return what a text means; raise Unclear with what is written alike, else with all offers."""
    wanted = plain_words(text)
    if wanted in words:
        return words[wanted]
    near = [words[word] for word in get_close_matches(wanted, words, n=4, cutoff=0.75)]
    raise Unclear(code, *(list(dict.fromkeys(near))[:3] or offers))


def _in_each_language(pairs: Mapping[str, object]) -> dict[str, str]:
    """Return by each translation of a label, as `plain_words` writes it, its value."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language):
            found |= {plain_words(str(label)): value for value, label in pairs.items()}
    return found | {plain_words(value): value for value in pairs}


@cache
def _tiers() -> Mapping[str, str]:
    labels: dict[str, object] = {SLUGS[tier]: tier.label for tier in Tier}
    labels["partner"] = City.Kind.PARTNER.label
    more = {"member": Tier.GENERAL, "general member": Tier.GENERAL, "member city": Tier.GENERAL}
    return _in_each_language(labels) | {word: SLUGS[tier] for word, tier in more.items()}


@cache
def _kinds() -> Mapping[str, str]:
    more = {"c40 city": "c40", "c40 member": "c40", "non c40 city": "other", "non c40": "other"}
    return _in_each_language(dict(City.Kind.choices)) | more


@cache
def _roles() -> Mapping[str, str]:
    more = {"lead": "lead", "contact": "officer", "city officer": "officer", "member": "officer"}
    return _in_each_language(dict(Officer.Role.choices)) | more


@cache
def _countries() -> Mapping[str, str]:
    more = {"uk": "GB", "usa": "US", "united states": "US", "great britain": "GB", "south korea": "KR"}
    alpha3 = {
        plain_words(countries.alpha3(code)): code for code in countries.countries if countries.alpha3(code)
    }
    return alpha3 | more | _in_each_language(dict(countries.countries))


@cache
def _languages() -> Mapping[str, str]:
    found = {plain_words(own): code for code, own in NAMES.items()} | {code: code for code in NAMES}
    for language in LANGUAGES:
        with translation.override(language):
            found |= {plain_words(translated_name(code)): code for code in NAMES}
    return found


def tier_of(word: str) -> Tier | None:
    """Return the tier that a word of `read_tier` means; None for a partner's."""
    return TIER_OF[word]


# Days -----------------------------------------------------------------------------------------------------

_YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})(?:[T ].*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2 ?(\d{2}|\d{4})(?:[T ].*)?")
_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{4})")


def read_day(text: str, *, today: date, day_first: bool | None = None) -> date:
    """Return the day that a text names.

    `day_first` is the answer for days such as 03/04/2026. Raises Unclear: what can be two days is never
    guessed, nor is a month without a day, and no membership begins on a day to come.
    """
    found = _any_day(text, day_first=day_first)
    if found > today:
        raise Unclear("day_to_come")
    return found


def _any_day(text: str, *, day_first: bool | None) -> date:
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
        return _day(year, month, day)
    if found := _YEAR_LAST.fullmatch(text):
        return _year_last(*found.groups(), day_first=day_first)
    if re.fullmatch(r"\d{5}", text) and int(text) in SERIALS:
        raise Unclear("number_day", (FIRST_SERIAL + timedelta(days=int(text))).isoformat())
    return _in_words(text)


def _year_last(first: str, sign: str, second: str, year: str, *, day_first: bool | None) -> date:
    if len(year) == 2:
        raise Unclear("short_year")
    one, two = int(first), int(second)
    # Between dots the day comes first, wherever dots are used. Above twelve it cannot be a month.
    if sign == "." or one > 12 or one == two:
        return _day(int(year), two, one)
    if two > 12:
        return _day(int(year), one, two)
    if day_first is not None:
        return _day(int(year), two, one) if day_first else _day(int(year), one, two)
    ways = (_day(int(year), two, one), _day(int(year), one, two))
    raise Unclear("which_day", *(way.isoformat() for way in ways))


def _in_words(text: str) -> date:
    """Return the day of «12 January 2026», «January 12, 2026», «12. Januar 2026», «12 de enero de 2026»."""
    if found := _MONTH.fullmatch(text):
        year, month = (found[1], found[2]) if found[1] else (found[4], found[3])
        raise Unclear("no_whole_day", _day(int(year), int(month), 1).isoformat())
    words = re.findall(r"[a-z]+|\d+", sort_key(text))
    months = [_months()[word] for word in words if word in _months()]
    numbers = [word for word in words if word.isdigit()]
    strange = [
        word
        for word in words
        if not word.isdigit() and word not in _months() and word not in _FILLING and word not in _WEEKDAYS
    ]
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    if strange or len(months) > 1 or len(years) != 1 or len(days) > 1 or len(numbers) > 2:
        raise Unclear("day")
    year = int(years[0])
    if not months or not days:
        offered = [] if days else [_day(year, months[0] if months else 1, 1).isoformat()]
        raise Unclear("no_whole_day" if not days else "day", *offered)
    return _day(year, months[0], int(days[0]))


_FILLING = frozenset({"de", "del", "of", "the", "st", "nd", "rd", "th", "er"})


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Unclear("no_such_day") from error


@cache
def _months() -> Mapping[str, int]:
    found: dict[str, int] = {}
    for language in MONTH_LANGUAGES:
        with translation.override(language):
            for table in (MONTHS, MONTHS_3):
                found |= {sort_key(str(name)).strip("."): number for number, name in table.items()}
    return found | {"sept": 9}


_WEEKDAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun".split()  # noqa: SIM905 -- a word list reads best as words
)


# People ---------------------------------------------------------------------------------------------------

# From the beginning of a name: from each of its letters on, a long one takes minutes.
_ADDRESS = re.compile(r"(?<![\w.+'-])[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")


def read_address(text: str, *, domains: Iterable[str] = ()) -> str:
    """Return a mail address as the portal keeps it; `domains` are those of others in the same city.

    Raises Unclear, with the whole addresses that it could mean.
    """
    address = clean_address(text)
    try:
        validate_address(address)
    except ValidationError as error:
        within = [clean_address(found) for found in _ADDRESS.findall(address)]
        name, _at, begun = address.rpartition("@")
        completed = [f"{name}@{domain}" for domain in domains if name and begun and domain.startswith(begun)]
        offers = [it for it in dict.fromkeys([*within, *completed]) if _is_address(it)]
        raise Unclear("address", *offers[:3]) from error
    return address


def _is_address(text: str) -> bool:
    try:
        validate_address(text)
    except ValidationError:
        return False
    return True


def read_name(text: str) -> str:
    """Return the name of a person, cleaned. Raises Unclear."""
    try:
        validate_name(text)
    except ValidationError as error:
        raise Unclear("name") from error
    return clean_name(text)
