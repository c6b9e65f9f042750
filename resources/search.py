"""Search in the words of the library: titles, summaries, texts and files, each in its own language.

`Resource.search` joins the vectors of the editions, each made by the configurations of its language. A
query is put to every configuration, so that a German word finds its inflections in German texts and an
English one in English. Who may see what is decided before anything here is asked: all of it takes visible
rows. The decision and its reasons: docs/decisions/0006-search.md.
"""

import operator
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Any

from django.contrib.postgres.search import (
    CombinedSearchVector,
    SearchQuery,
    SearchRank,
    SearchVector,
    TrigramWordSimilarity,
)
from django.db import OperationalError, connection, transaction
from django.db.models import F, Q, Value

from resources import languages
from resources.fields import EDITION
from resources.models.edition import Edition
from resources.models.resource import Resource, ResourceQuerySet

# A tsvector holds one megabyte; what a file says is cut until all the editions fit.
SHARES_OF_FILES = (800_000, 300_000, 100_000, 20_000)
# A phrase in quotes or a word, each with a minus before it or without.
TYPED = re.compile(r'-?"[^"]*"|\S+')
# The marks of a hit travel as characters for private use, so the template can escape everything else.
# `extract` keeps them out of what files say, and `pieces` drops strays.
START, STOP = "\ue000", "\ue001"

# The index ------------------------------------------------------------------------------------------------


def write_index(resource: Resource) -> None:
    """Make `search` anew from the editions and the cities' names, with as much of the files as fits.

    Called by every verb that changes such a text, inside its transaction. Where not even the smallest share
    of the files fits, the old index stays.
    """
    editions = list(resource.editions.all())
    names = " ".join(resource.cities.values_list("name", flat=True))
    for share in SHARES_OF_FILES:
        vector = _vector(editions, names, share // max(len(editions), 1))
        try:
            # A savepoint, so that one attempt can fail and the next be made in the same transaction.
            with transaction.atomic():
                Resource.objects.filter(pk=resource.pk).update(search=vector)
        except OperationalError as error:
            # PostgreSQL has no code of its own for «string is too long for tsvector», only for a limit
            # passed.
            if "tsvector" not in str(error):
                raise
        else:
            return


def _vector(editions: list[Edition], names: str, share: int) -> CombinedSearchVector | SearchVector:
    """Return the expression that makes the vector, with `share` characters of each edition's file."""
    # Names of cities bend in no language, so they are taken as they stand.
    parts = [SearchVector(Value(names), config="forum_simple", weight="B")]
    for edition in editions:
        texts: dict[str, str] = {
            weight: _joined(edition, fields) for weight, fields in EDITION.weights.items()
        }
        texts["D"] = edition.text[:share]
        for config in languages.configurations(edition.language):
            parts += [SearchVector(Value(text), config=config, weight=w) for w, text in texts.items() if text]
    return reduce(operator.add, parts)


def _joined(edition: Edition, fields: Iterable[str]) -> str:
    """Return the texts of these fields of an edition, one under the other."""
    return "\n".join(getattr(edition, name) for name in fields)


# The question ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """What somebody typed: words, "phrases in quotes", or, and -words to leave out."""

    wanted: str
    unwanted: str

    @classmethod
    def of(cls, words: str) -> "Question":
        """Read what was typed into the search field."""
        typed = TYPED.findall(words)
        unwanted = [it[1:] for it in typed if it.startswith("-") and len(it) > 1]
        return cls(
            wanted=" ".join(it for it in typed if not it.startswith("-")),
            # Each of them is unwanted by itself; side by side they would mean «all of these».
            unwanted=" or ".join(unwanted),
        )

    def query(self) -> SearchQuery:
        """Return the query: what is wanted in any language, and what is unwanted in none."""
        wanted = " | ".join(f"({it})" for it in in_each_language(self.wanted))
        unwanted = [f"!({it})" for it in in_each_language(self.unwanted)]
        return ReadyQuery(" & ".join([f"({wanted})", *unwanted] if wanted else []))

    def needles(self) -> list[str]:
        """Return the beginnings of the words, to find the passage in a long text that is worth showing."""
        words = re.findall(r"\w+", self.wanted.lower())
        # Cut by three letters, to find other inflections too; shorter than four they would be found
        # everywhere.
        return [word[: max(4, len(word) - 3)] for word in words if len(word) > 2]


class ReadyQuery(SearchQuery):
    """A query as PostgreSQL writes it, made once and sent as it is."""

    template = "(%(expressions)s)::tsquery"


# The answer depends on the configurations alone, which only a migration changes.
@lru_cache(maxsize=2_000)
def in_each_language(words: str) -> tuple[str, ...]:
    """Return what the words mean to each configuration, each meaning once, as tsquery texts.

    Most languages understand most words alike. Said twenty times over, a rare word would look common to the
    planner, which then walks the whole list by date.
    """
    if not words:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT websearch_to_tsquery(config, %s)::text FROM unnest(%s::regconfig[]) config",
            [words, list(languages.ALL_CONFIGURATIONS)],
        )
        return tuple(sorted(text for (text,) in cursor.fetchall() if text))


def matching(rows: ResourceQuerySet, question: Question) -> ResourceQuerySet:
    """The rows that answer the question; none when it only says what is not wanted."""
    # «-word» alone would be nearly everything, and no question.
    return rows.filter(search=question.query()) if question.wanted else rows.none()


def best_first(rows: ResourceQuerySet, question: Question) -> ResourceQuerySet:
    """The rows by how well they answer; a word in the title counts most, one in a file least."""
    # Normalization 1 divides by the logarithm of the length: a long paper would else win by its mere
    # length.
    rank = SearchRank(F("search"), question.query(), normalization=Value(1))
    return rows.order_by(rank.desc(), "-published_at", "-pk")


def similar_titles(rows: ResourceQuerySet, question: Question) -> list[dict[str, Any]]:
    """Return up to three titles that have something like each word typed: help with typing errors.

    Each is {"title", "language", "resource__slug"}.
    """
    # Short words resemble everything; six are enough, since each costs a condition.
    typed = [word for word in re.findall(r"\w+", question.wanted) if len(word) > 3][:6]
    if not typed:
        return []
    alike = reduce(operator.and_, (Q(title__trigram_word_similar=word) for word in typed))
    # `rows` are visible ones: a proposed title must not tell of what the reader may not see.
    editions = Edition.objects.filter(alike, resource__in=rows)
    ordered = editions.order_by(TrigramWordSimilarity(" ".join(typed), "title").desc(), "-pk")
    return [dict(row) for row in ordered.values("title", "language", "resource__slug")[:3]]


# Snippets -------------------------------------------------------------------------------------------------

# For each edition the passage worth showing: its whole summary, else a passage of its text, else one of its
# file near a word that was typed, else nothing. `&` becomes `|`, because one passage rarely holds all words.
# The text is all that is searched beside title and summary; its columns are names of our own declaration.
LONG_TEXTS = [
    name for names in EDITION.weights.values() for name in names if name not in {"title", "summary"}
]
SNIPPETS = """
SELECT e.resource_id, s.of_summary,
    ts_headline(c.config, s.source, q.query, CASE WHEN s.of_summary THEN %(whole)s ELSE %(part)s END)
FROM resources_edition e
JOIN unnest(%(codes)s::text[], %(configs)s::regconfig[]) WITH ORDINALITY c(code, config, position)
    ON c.code = e.language
CROSS JOIN LATERAL (
    SELECT replace(websearch_to_tsquery(c.config, %(words)s)::text, ' & ', ' | ')::tsquery AS query
) q
CROSS JOIN LATERAL (
    SELECT {text} AS text,
        (SELECT min(nullif(strpos(lower(e.text), needle), 0)) FROM unnest(%(needles)s::text[]) needle)
            AS place
) t
CROSS JOIN LATERAL (
    SELECT to_tsvector(c.config, e.summary) @@ q.query AS of_summary,
        CASE WHEN to_tsvector(c.config, e.summary) @@ q.query THEN e.summary
            WHEN to_tsvector(c.config, t.text) @@ q.query THEN t.text
            ELSE substr(e.text, greatest(1, coalesce(t.place, 1) - 300), 2000) END AS source
) s
WHERE e.resource_id = ANY(%(ids)s::bigint[]) AND to_tsvector(c.config, s.source) @@ q.query
ORDER BY (e.language = %(language)s) DESC, c.position
""".replace("{text}", " || E'\\n' || ".join(f"e.{name}" for name in LONG_TEXTS))
MARKS = f'StartSel="{START}", StopSel="{STOP}"'
# A summary is shown whole, of a text some thirty words.
WHOLE = f"{MARKS}, HighlightAll=true"
PART = f"{MARKS}, MaxFragments=1, MaxWords=36, MinWords=20, ShortWord=0"

Snippet = list[tuple[bool, str]]


def snippets(ids: list[int], question: Question, language: str) -> dict[int, Snippet]:
    """Return the passage that answers, for the rows of one page by key, ready for the template."""
    pairs = [(code, config) for code in languages.LANGUAGES for config in languages.configurations(code)]
    asked: dict[str, Any] = {
        "ids": ids,
        "words": question.wanted,
        "needles": question.needles(),
        "codes": [code for code, _config in pairs],
        "configs": [config for _code, config in pairs],
        "whole": WHOLE,
        "part": PART,
        "language": language,
    }
    with connection.cursor() as cursor:
        cursor.execute(SNIPPETS, asked)
        found: dict[int, Snippet] = {}
        for pk, is_whole, headline in cursor.fetchall():
            # Ordered by the statement: the reader's language first, so the first answer for a row is kept.
            found.setdefault(pk, pieces(headline if is_whole else f"… {headline.strip()} …"))
    return found


def pieces(headline: str) -> Snippet:
    """Return a headline as (marked, words) pieces; neighbouring marks become one."""
    # A list of points becomes running text, since a snippet is one paragraph.
    flowing = re.sub(r"\s*\n\s*[-*•]\s+", " · ", headline)
    joined = re.sub(f"{STOP}(\\s+){START}", r"\1", flowing)
    parts = re.split(f"{START}(.*?){STOP}", joined, flags=re.DOTALL)
    cleaned = [part.replace(START, "").replace(STOP, "") for part in parts]
    return [(bool(number % 2), part) for number, part in enumerate(cleaned) if part]
