"""Searching a part of a name or an address as people type it: any case, accents or not.

By trigrams, so that no table is read from end to end: a column is indexed by `plain_index`, and asked by
`__plain__contains` or `__begins_a_word`. Of words of one or two letters an index knows only how they begin.
"""

from collections.abc import Callable, Iterable
from functools import reduce
from operator import and_
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.migrations import RunSQL
from django.db.models import Lookup, Q, QuerySet, Transform

from icaforum.words.searching import is_unspaced, read
from icaforum.words.spellings import other_spellings
from icaforum.words.unions import union_of

# What may stand before a word. As signs and not as «no letter»: of a class PostgreSQL makes no trigrams.
BEFORE_A_WORD = r"""(^|[][ .,;:!?@_/\\()'"+&-])"""

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

# Below this an index knows how words begin, and not what stands within them.
TRIGRAM = 3


class Plain(Transform):
    """A text in capitals without accents, as `forum_plain` of the database makes it (see its migration)."""

    function = "forum_plain"
    lookup_name = "plain"
    bilateral = True
    output_field = models.TextField()


class BeginsAWord(Lookup):
    """Whether a word of the text begins so: «camara» in «de Câmara», but not «mara»."""

    lookup_name = "begins_a_word"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Return the condition: a pattern of the plain word, whose other signs stand for themselves."""
        left, of_left = self.process_lhs(compiler, connection)
        right, of_right = self.process_rhs(compiler, connection)
        word = rf"regexp_replace(forum_plain({right}), '([^[:alnum:]])', '\\\1', 'g')"
        return f"forum_plain({left}) ~ (%s || {word})", [*of_left, self._before(), *of_right]

    def _before(self) -> str:
        return BEFORE_A_WORD if str(self.rhs)[:1].isalnum() and not is_unspaced(str(self.rhs)) else ""


class Among(Lookup):
    """Whether a key is one of an array, which is made first.

    Of rows in a subquery PostgreSQL may expect many, and read the whole table to find them.
    """

    lookup_name = "among"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Return the condition."""
        left, of_left = self.process_lhs(compiler, connection)
        right, of_right = self.process_rhs(compiler, connection)
        return f"{left} = ANY({right})", [*of_left, *of_right]


models.AutoField.register_lookup(Among)
models.BigAutoField.register_lookup(Among)
for text in (models.CharField, models.TextField):
    text.register_lookup(Plain)
    text.register_lookup(BeginsAWord)


# Around the making of an index, which may take longer than a request is given.
PATIENTLY = RunSQL("SET statement_timeout = 0; SET lock_timeout = 0", RunSQL.noop)
AS_EVER = RunSQL("RESET statement_timeout; RESET lock_timeout", RunSQL.noop)


def plain_index(*fields: str, name: str) -> GinIndex:
    """Return the index of these columns by which a part of them is found."""
    return GinIndex(*(OpClass(Plain(field), name="gin_trgm_ops") for field in fields), name=name)


def holds(field: str, word: str) -> Q:
    """Return the condition that a field holds the word; one of one or two letters begins a word there."""
    is_short = len(word) < TRIGRAM and word.isalnum() and not is_unspaced(word)
    return Q(**{f"{field}__begins_a_word" if is_short else f"{field}__plain__contains": word})


def any_of(rows: QuerySet[Any], conditions: list[Q]) -> Q:
    """Return the condition of being a row that one of these holds for, each asked by its own index."""
    # With OR, where two of them are about different tables, PostgreSQL reads all rows.
    parts = (rows.filter(it).order_by().values("pk") for it in conditions)
    return Q(pk__among=ArraySubquery(union_of(parts)))


def begins(fields: Iterable[str], word: str) -> list[Q]:
    """Return the conditions that the word begins a word of one of these fields, in any way to write it."""
    return [condition for field in fields for condition in _begins(field, word)]


def _begins(field: str, word: str) -> list[Q]:
    """Return the ways in which a word may stand in a field: as typed, spelt otherwise, in its parts."""
    words = list(read(word))
    # «gender-responsive» is «gender responsive», «CO2» is «CO₂». An address is more than a word.
    parts = words[0].parts if len(words) == 1 and not is_unspaced(words[0].parts[0]) else ()
    spellings = other_spellings(parts[0]) if len(parts) == 1 else (word.translate(SUBSCRIPTS),)
    asked = f"{field}__begins_a_word"
    ways = [Q(**{asked: way}) for way in dict.fromkeys([word, *spellings]) if way]
    return [*ways, reduce(and_, (Q(**{asked: part}) for part in parts))] if len(parts) > 1 else ways


def having(rows: QuerySet[Any], words: Iterable[str], asks: Callable[[str], list[Q]]) -> QuerySet[Any]:
    """Return the rows that have every word, each once; a row has one by any of the conditions of `asks`.

    A subquery for each word, since words may stand in different fields, and in rows of a relation.
    """
    for word in words:
        rows = rows.filter(any_of(rows.model._default_manager.all(), asks(word)))
    return rows
