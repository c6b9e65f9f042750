"""Which description a city that is not named gets, by the directory of now, and where its text names it."""

import re
from collections.abc import Iterable, Iterator, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cities.directory.models import City
from cities.people.models import User
from cities.talking.refusals import HasToBeNamed
from cities.talking.rules import Description, Facts, describe
from icaforum.words.names import name_keys


def member_cities() -> QuerySet[City]:
    """Return the cities in the Forum that could have written something: those among which one can be unnamed.

    Partners are left apart, and so are cities of whom nobody may sign in: everybody sees on their pages that
    they have no contact, and a description that fits them hides nobody.
    """
    cities = City.objects.members().exclude(kind=City.Kind.PARTNER)
    return cities.filter(pk__in=City.objects.reached())


def description_for(
    city: City, *, language: str, among: QuerySet[City], or_in: Iterable[str] = ()
) -> Description | None:
    """Return how this city is shown where it is not named; None where it has to be, or is a partner.

    `among` are the member cities that could have written the text; `or_in` are languages in which it may be
    written as well, while none is chosen. At one statement.
    """
    if city.is_partner:
        return None
    could = list(_read(among))
    found = (describe(_facts(city), among=could, language=it) for it in dict.fromkeys([language, *or_in]))
    return next((it for it in found if it is not None), None)


def words_offered(city: City, *, language: str, among: QuerySet[City], or_in: Iterable[str] = ()) -> str:
    """Return the words that would stand in place of the city's name, as `description_for`; empty for none."""
    found = description_for(city, language=language, among=among, or_in=or_in)
    return "" if found is None else str(found)


def described_or_named(city: City, language: str, *, among: QuerySet[City], is_named: bool) -> Description:
    """Return what stands in place of the city's name, empty where it is named; raises HasToBeNamed."""
    if is_named:
        return Description()
    found = description_for(city, language=language, among=among)
    if found is None:
        raise HasToBeNamed(
            _("Too few member cities could have written this, so it would tell who you are. Show the name.")
        )
    return found


def _facts(city: City) -> Facts:
    return Facts(city.pk, city.population, city.region, tuple(city.languages))


def _read(cities: QuerySet[City]) -> Iterator[Facts]:
    rows = cities.order_by().values_list("pk", "population", "region", "languages")
    return (
        Facts(key, people, region, tuple(languages)) for key, people, region, languages in rows.distinct()
    )


def names_itself(city: City, texts: Iterable[str]) -> list[str]:
    """Return the words of these texts that are a name of the city, as they stand there, each once.

    Whole words, in any case and with accents or without; also in an address or a file's name.
    """
    return _said(city.names, texts)


def names_writer(person: User | None, texts: Iterable[str]) -> list[str]:
    """Return the words of these texts that name who writes, or any city in which they have a seat."""
    if person is None:
        return []
    seats = person.seats.standing().select_related("city").order_by("pk")
    return _said([person.name, *(name for seat in seats for name in seat.city.names)], texts)


def _said(wanted: Sequence[str], texts: Iterable[str]) -> list[str]:
    names = {key for name in wanted if name for key in name_keys(name)}
    longest = max((len(name.split()) for name in wanted), default=0)
    found: list[str] = []
    for text in texts:
        words = [(it.group(), it.start(), it.end()) for it in re.finditer(r"[^\W_]+(?:['’][^\W_]+)*", text)]
        for first in range(len(words)):
            for last in range(first, min(first + longest, len(words))):
                said = text[words[first][1] : words[last][2]]
                if names.intersection(name_keys(said)):
                    found.append(said)
    return list(dict.fromkeys(found))
