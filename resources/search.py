"""Search in the words of the library: titles, summaries, texts and files, each in its own language.

`Resource.search` joins the vectors of the editions, each made by the configurations of its language. A query
is put to every configuration, so that a German word finds its inflections in German texts and an English
one in English. Who may see what is decided before anything here is asked: all of it takes visible rows.
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
TYPED = re.compile(r'-?"[^"]*"|\S+')
START, STOP = "\ue000", "\ue001"

# The index ------------------------------------------------------------------------------------------------


def write_index(resource: Resource) -> None:
    """Make `search` anew from the editions and the cities' names, with as much of the files as fits."""
    editions = list(resource.editions.all())
    names = " ".join(resource.cities.values_list("name", flat=True))
    for share in SHARES_OF_FILES:
        vector = _vector(editions, names, share // max(len(editions), 1))
        try:
            with transaction.atomic():
                Resource.objects.filter(pk=resource.pk).update(search=vector)
        except OperationalError as error:
            if "tsvector" not in str(error):
                raise
        else:
            return


def _vector(editions: list[Edition], names: str, share: int) -> CombinedSearchVector | SearchVector:
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
    return "\n".join(getattr(edition, name) for name in fields)


# The question ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """What somebody typed: words, "phrases in quotes", or, and -words to leave out."""

    wanted: str
    unwanted: str

    @classmethod
    def of(cls, words: str) -> "Question":
        typed = TYPED.findall(words)
        unwanted = [it[1:] for it in typed if it.startswith("-") and len(it) > 1]
        return cls(
            wanted=" ".join(it for it in typed if not it.startswith("-")),
            unwanted=" or ".join(unwanted),
        )

    def query(self) -> SearchQuery:
        """Wanted in any language, and unwanted in every one."""
        wanted = " | ".join(f"({it})" for it in in_each_language(self.wanted))
        unwanted = [f"!({it})" for it in in_each_language(self.unwanted)]
        return ReadyQuery(" & ".join([f"({wanted})", *unwanted] if wanted else []))

    def needles(self) -> list[str]:
        """The beginnings of the words, to find the place in a long text that is worth showing."""
        words = re.findall(r"\w+", self.wanted.lower())
        return [word[: max(4, len(word) - 3)] for word in words if len(word) > 2]


class ReadyQuery(SearchQuery):
    """A query as PostgreSQL writes it, made once and sent as it is."""

    template = "(%(expressions)s)::tsquery"


@lru_cache(maxsize=2_000)
def in_each_language(words: str) -> tuple[str, ...]:
    """What the words mean to each configuration, each meaning once.

    Most languages understand most words alike; said twenty times over, the planner would take a rare word
    for a common one.
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
    return rows.filter(search=question.query()) if question.wanted else rows.none()


def best_first(rows: ResourceQuerySet, question: Question) -> ResourceQuerySet:
    """The rows by how well they answer; a word in the title counts most, one in a file least."""
    rank = SearchRank(F("search"), question.query(), normalization=Value(1))
    return rows.order_by(rank.desc(), "-published_at", "-pk")


def similar_titles(rows: ResourceQuerySet, question: Question) -> list[dict[str, Any]]:
    """Up to three titles that have something like each word that was typed: help with typing errors."""
    typed = [word for word in re.findall(r"\w+", question.wanted) if len(word) > 3][:6]
    if not typed:
        return []
    alike = reduce(operator.and_, (Q(title__trigram_word_similar=word) for word in typed))
    editions = Edition.objects.filter(alike, resource__in=rows)
    ordered = editions.order_by(TrigramWordSimilarity(" ".join(typed), "title").desc(), "-pk")
    return [dict(row) for row in ordered.values("title", "language", "resource__slug")[:3]]


# Snippets -------------------------------------------------------------------------------------------------

# For each edition the place worth showing: its whole summary, else a place in its text, else one in its file
# near a word that was typed, else nothing. `&` becomes `|`, because one place rarely holds all the words.
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
WHOLE = f"{MARKS}, HighlightAll=true"
PART = f"{MARKS}, MaxFragments=1, MaxWords=36, MinWords=20, ShortWord=0"

Snippet = list[tuple[bool, str]]


def snippets(ids: list[int], question: Question, language: str) -> dict[int, Snippet]:
    """For the rows of one page: the place that answers, as (marked, words) pieces for the template."""
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
            found.setdefault(pk, pieces(headline if is_whole else f"… {headline.strip()} …"))
    return found


def pieces(headline: str) -> Snippet:
    """A headline as pieces; neighbours become one mark. Marks travel as characters that no text holds."""
    flowing = re.sub(r"\s*\n\s*[-*•]\s+", " · ", headline)
    joined = re.sub(f"{STOP}(\\s+){START}", r"\1", flowing)
    parts = re.split(f"{START}(.*?){STOP}", joined, flags=re.DOTALL)
    cleaned = [part.replace(START, "").replace(STOP, "") for part in parts]
    return [(bool(number % 2), part) for number, part in enumerate(cleaned) if part]
