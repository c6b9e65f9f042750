"""The index: what is searched of a resource, made anew by every verb that changes a text of it.

`Resource.search` joins the vectors of the editions, each made by the configurations of its language, of the
names of its cities, of what its themes and its kind are called in every language, and of what it says in
short.
"""

import operator
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import reduce

from django.contrib.postgres.search import CombinedSearchVector, SearchVector
from django.db import OperationalError, transaction
from django.db.models import Value

from cities.models import City
from icaforum.words.searching import indexed
from resources.library import languages
from resources.library.fields import EDITION
from resources.library.models.edition import Edition
from resources.library.models.resource import Resource
from resources.library.models.searchwords import SearchWords

VERSION = 4
"""Rises when the same texts give another vector; `refresh_index` then makes all of them anew."""

# A tsvector holds one megabyte; what a file says is cut until all the editions fit.
SHARES_OF_FILES = (800_000, 300_000, 100_000, 20_000)
Vector = CombinedSearchVector | SearchVector


def write_index(resource: Resource) -> int:
    """Make `search` anew, with as much of the files as fits; return how many letters of each that are.

    Called by every verb that changes such a text, inside its transaction. Where not even the smallest share
    of the files fits, the old index stays.
    """
    editions = list(resource.editions.all())
    around = [*_names(resource), *_own_words(resource), *_in_short(resource)]
    for share in SHARES_OF_FILES:
        each = share // max(len(editions), 1)
        parts = [*around, *_texts(editions, each)]
        try:
            # A savepoint, so that one attempt can fail and the next be made in the same transaction.
            with transaction.atomic():
                Resource.objects.filter(pk=resource.pk).update(
                    search=reduce(operator.add, parts, vector("", languages.SIMPLE, "D")),
                    search_version=VERSION,
                )
        except OperationalError as error:
            # PostgreSQL has no code of its own for «string is too long for tsvector», only for a limit
            # passed.
            if "tsvector" not in str(error):
                raise
        else:
            return each
    return 0


def _texts(editions: Iterable[Edition], share: int) -> Iterator[Vector]:
    """Yield the vectors of the editions, with `share` characters of each one's file."""
    for edition in editions:
        texts: dict[str, str] = {
            weight: "\n".join(getattr(edition, name) for name in fields)
            for weight, fields in EDITION.weights.items()
        }
        texts["D"] = edition.text[:share]
        # As they stand too: «participat» begins «participation», and not the stem of it.
        yield from (vector(words, languages.SIMPLE, "D") for words in indexed(edition.title)[:1] if words)
        for weight, text in texts.items():
            yield from in_language(text, edition.language, weight)


def _names(resource: Resource) -> Iterator[Vector]:
    """Yield the vectors of the names of its cities, which bend in no language."""
    names = city_names(resource.cities.all())
    yield from (vector(text, languages.SIMPLE, "B") for text in indexed(names) if text)


def city_names(cities: Iterable[City]) -> str:
    """Return what is indexed of the names of cities, a line for each."""
    return "\n".join(name for city in cities for name in city.names)


def _own_words(resource: Resource) -> Iterator[Vector]:
    """Yield the vectors of what its themes and its kind are called, in every language."""
    said: dict[str, list[str]] = defaultdict(list)
    for words in SearchWords.objects.of(resource).select_related("theme"):
        for language, text in words.said().items():
            said[language].append(text)
    for language, texts in said.items():
        yield from in_language("\n".join(texts), language, "C")


def _in_short(resource: Resource) -> Iterator[Vector]:
    """Yield the vectors of what members say of it in short, in other languages."""
    for language, text in resource.briefs.up().values_list("language", "text"):
        yield from in_language(text, language, "C")


def in_language(text: str, language: str, weight: str) -> Iterator[Vector]:
    """Yield the vectors of a text in each configuration of its language."""
    for words in indexed(text):
        if words:
            for config in languages.configurations(language):
                yield vector(words, config, weight)


def vector(words: str, config: str, weight: str) -> SearchVector:
    return SearchVector(Value(words), config=config, weight=weight)
