"""The question: what somebody typed, as PostgreSQL is asked it, and the rows that answer.

A question is put to every configuration, so that a German word finds its inflections in German texts and an
English one in English. Who may see what is decided before anything here is asked: all of it takes visible
rows. The decision and its reasons: docs/decisions/0006-search.md.
"""

import operator
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db import connection
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from icaforum.words import searching
from icaforum.words.languages import reading_languages
from icaforum.words.spellings import other_spellings
from resources.library import languages
from resources.library.models.edition import Edition
from resources.library.models.resource import ResourceQuerySet

# A phrase in quotes or a word, each with a minus before it or without.
TYPED = re.compile(r'-?"[^"]*"|-?[“„«][^“”„«»"]*[”“»"]|\S+')
QUOTES = re.compile('^-?["“„«](.*)["”“»]$', re.DOTALL)
# Shorter ones begin words of nearly every paper, and a search for them would be no search.
SHORTEST_BEGINNING = 4
# The database refuses a word of 2047 bytes or more.
LONGEST_BEGINNING = 200
# How much more a match counts that is in one of the reader's languages.
READABLE = 2.0
# «10 000» is one number.
THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d])")


@dataclass(frozen=True)
class Term:
    """One thing that is asked for, in all the ways in which it may be written.

    Each way is words that stand side by side. A `filler` may be left out where a language takes it for one;
    `begins` finds all words that begin so; a `loose` one asks for its words in any place. `beginnings` are
    what else it finds where beginnings of words count: those of which somebody types the first letters.
    """

    ways: tuple[str, ...]
    filler: bool = False
    begins: bool = False
    loose: bool = False
    beginnings: tuple[str, ...] = ()

    def sql(self, *, beginnings: bool = False) -> tuple[str, list[str]]:
        """Return the expression for configuration `c.config`, and its parameters."""
        if self.begins:
            # A word of `searching` holds letters, marks and digits alone, so nothing in it ends the quotes.
            return "%s::tsquery", [f"'{self.ways[0]}':*"]
        split = "plainto_tsquery" if self.loose else "phraseto_tsquery"
        parts, given = [f"{split}(c.config, %s)"] * len(self.ways), list(self.ways)
        if beginnings:
            # As above: letters alone.
            parts += ["%s::tsquery"] * len(self.beginnings)
            given += [f"'{word}':*" for word in self.beginnings]
        return f"({' || '.join(parts)})", given


Terms = tuple[tuple[Term, ...], ...]
"""Any of these groups, and of a group all."""


def terms(typed: str) -> tuple[Term, ...]:
    """Return what one thing asks for that was typed without a blank, or in quotes."""
    phrase = QUOTES.match(typed)
    words = list(searching.read(phrase.group(1) if phrase else typed))
    if phrase:
        return (_phrase(words),) if words else ()
    return tuple(_merged_pairs(words))


def _phrase(words: list[searching.Word]) -> Term:
    """Return the words as a phrase, with compounds in their parts or as one."""
    apart = " ".join(part for word in _without_last_sign(words) for part in word.parts)
    as_one = " ".join(
        word.whole[0] if word.whole else " ".join(word.parts) for word in _without_last_sign(words)
    )
    return Term(tuple(dict.fromkeys([apart, as_one])), begins=_is_one_sign(words))


def _merged_pairs(words: list[searching.Word]) -> list[Term]:
    """Return a term for each word; the pairs of signs of one run are one phrase."""
    made: list[Term] = []
    run: list[searching.Word] = []
    for word in words:
        if run and word.start >= run[-1].end:
            made.append(_phrase(run))
            run = []
        if _is_signs(word):
            run.append(word)
        else:
            made.append(_word(word))
    return [*made, _phrase(run)] if run else made


def _word(word: searching.Word) -> Term:
    """Return the term of one word with all its spellings."""
    ways = [" ".join(word.parts), *word.whole]
    if len(word.parts) == 1:
        ways += other_spellings(word.parts[0])
    numbers = len(word.parts) > 1 and all(part[0].isdigit() for part in word.parts)
    filler = len(word.parts) == 1 and word.parts[0] not in languages.KEPT
    return Term(tuple(dict.fromkeys(ways)), filler=filler, loose=numbers, beginnings=_beginnings(word, ways))


def _beginnings(word: searching.Word, ways: list[str]) -> tuple[str, ...]:
    """Return what the word, as the beginning of others, may look like in the index.

    With accents, and without them as names and titles stand there. Nothing for a short or an endless one.
    """
    first, *others = word.parts
    if others or not SHORTEST_BEGINNING <= len(first) <= LONGEST_BEGINNING or not first.isalpha():
        return ()
    return tuple(dict.fromkeys([*ways, *map(_bare, ways)]))


def _bare(word: str) -> str:
    return "".join(it for it in unicodedata.normalize("NFD", word) if unicodedata.category(it) != "Mn")


def _is_signs(word: searching.Word) -> bool:
    return searching.is_unspaced(word.parts[0])


def _is_one_sign(words: list[searching.Word]) -> bool:
    return len(words) == 1 and _is_signs(words[0])


def _without_last_sign(words: list[searching.Word]) -> list[searching.Word]:
    """Leave out the sign that ends a run: its pair says as much, and few runs of a text end there."""
    return [
        word
        for number, word in enumerate(words)
        if not (number and _is_signs(word) and word.end == words[number - 1].end)
    ]


@dataclass(frozen=True)
class Question:
    """What somebody typed: words, "phrases in quotes", or, and -words to leave out."""

    wanted: Terms
    unwanted: tuple[Term, ...] = ()

    @classmethod
    def of(cls, words: str) -> "Question":
        """Read what was typed into the search field."""
        groups: list[list[Term]] = [[]]
        unwanted: list[Term] = []
        for typed in TYPED.findall(THOUSANDS.sub(lambda it: it.group().replace(" ", ""), words)):
            if typed.casefold() == "or":
                groups.append([])
            elif typed.startswith("-") and len(typed) > 1:
                unwanted += terms(typed[1:])
            else:
                groups[-1] += terms(typed)
        return cls(tuple(tuple(group) for group in groups if group), tuple(unwanted))

    def query(self, *, beginnings: bool = False) -> SearchQuery:
        """Return the query: what is wanted in any language, and what is unwanted in none.

        With `beginnings` also what begins with a word that is wanted.
        """
        wanted = " | ".join(f"({it})" for it in in_each_language(self.wanted, beginnings=beginnings))
        # Each of them is unwanted by itself; side by side they would mean «all of these».
        apart = tuple((term,) for term in self.unwanted)
        unwanted = [f"!({it})" for it in in_each_language(apart)]
        return ReadyQuery(" & ".join([f"({wanted})", *unwanted] if wanted else []))

    def needles(self) -> list[str]:
        """Return the beginnings of the words, to find the passage in a long text that is worth showing."""
        words = [part for group in self.wanted for term in group for way in term.ways for part in way.split()]
        # Cut by three letters, to find other inflections too; shorter than four they would be found
        # everywhere. Pairs of signs are short and whole.
        cut = [word if searching.is_unspaced(word) else word[: max(4, len(word) - 3)] for word in words]
        return list(dict.fromkeys(it for it in cut if len(it) > 2 or searching.is_unspaced(it)))


class ReadyQuery(SearchQuery):
    """A query as PostgreSQL writes it, made once and sent as it is."""

    template = "(%(expressions)s)::tsquery"


# The answer depends on the configurations alone, which only a migration changes.
@lru_cache(maxsize=2_000)
def in_each_language(asked: Terms, *, beginnings: bool = False) -> tuple[str, ...]:
    """Return what the words mean to each configuration, each meaning once, as tsquery texts.

    Most languages understand most words alike. Said twenty times over, a rare word would look common to the
    planner, which then walks the whole list by date.
    """
    if not asked:
        return ()
    # Fillers are left out, unless nothing else was asked for.
    short, with_short = expression(asked, fillers=False, beginnings=beginnings)
    whole, with_whole = expression(asked, fillers=True, beginnings=beginnings)
    statement = (
        f"SELECT DISTINCT coalesce(nullif(({short})::text, ''), ({whole})::text)"  # noqa: S608 -- ours
        " FROM unnest(%s::regconfig[], %s::regconfig[]) c(config, plain)"
    )
    configs = [list(languages.ALL_CONFIGURATIONS), list(languages.ALL_CONFIGURATIONS.values())]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*with_short, *with_whole, *configs])
        return tuple(sorted(text for (text,) in cursor.fetchall() if text))


def expression(
    asked: Terms, *, fillers: bool, joint: str = "&&", beginnings: bool = False
) -> tuple[str, list[str]]:
    """Return the SQL of a query in configuration `c.config`, and its parameters.

    `joint` «||» asks for any of the words, `beginnings` for what begins with them too. Without `fillers` what
    `c.plain` takes for such is left out.
    """
    groups, parameters = [], []
    for group in asked:
        parts = []
        for term in group:
            sql, given = term.sql(beginnings=beginnings)
            if term.filler and not fillers:
                sql = f"CASE WHEN numnode(plainto_tsquery(c.plain, %s)) = 0 THEN ''::tsquery ELSE {sql} END"
                given = [term.ways[0], *given]
            parts.append(sql)
            parameters += given
        groups.append(f" {joint} ".join(parts))
    return " || ".join(f"({it})" for it in groups), parameters


def matching(rows: ResourceQuerySet, question: Question) -> ResourceQuerySet:
    """The rows that answer the question, also by the beginnings of words; none for what is unwanted alone."""
    # «-word» alone would be nearly everything, and no question.
    return rows.filter(search=question.query(beginnings=True)) if question.wanted else rows.none()


def best_first(rows: ResourceQuerySet, question: Question) -> ResourceQuerySet:
    """The rows by how well they answer; a word in the title counts most, one in a file least.

    A word that only begins as the one that was typed counts nothing: what has the whole word comes first.
    What the reader can read counts double.
    """
    # Normalization 1 divides by the logarithm of the length: a long paper would else win by its mere
    # length.
    rank = SearchRank(F("search"), question.query(), normalization=Value(1))
    readable = Edition.objects.filter(resource=OuterRef("pk"), language__in=reading_languages())
    weight = Case(When(Exists(readable), then=Value(READABLE)), default=Value(1.0))
    return rows.order_by((rank * weight).desc(), "-published_at", "-pk")


def similar_titles(rows: ResourceQuerySet, question: Question) -> list[dict[str, Any]]:
    """Return up to three titles that have something like each word typed: help with typing errors.

    Each is {"title", "language", "resource__slug"}.
    """
    words = [term.ways[0] for group in question.wanted for term in group]
    # Short words resemble everything; six are enough, since each costs a condition.
    typed = [word for word in words if len(word) > 3][:6]
    if not typed:
        return []
    alike = reduce(operator.and_, (Q(title__trigram_word_similar=word) for word in typed))
    # `rows` are visible ones: a proposed title must not tell of what the reader may not see.
    editions = Edition.objects.filter(alike, resource__in=rows)
    ordered = editions.order_by(TrigramWordSimilarity(" ".join(typed), "title").desc(), "-pk")
    return [dict(row) for row in ordered.values("title", "language", "resource__slug")[:3]]
