"""Snippets: the passage of a paper that answers, with the words in it that do, for the rows of one page."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection

from icaforum.words import searching
from icaforum.words.languages import reading_languages
from resources.library import languages
from resources.library.fields import EDITION
from resources.library.search.question import Question, expression

Snippet = list[tuple[bool, str]]
"""A passage in pieces; each says whether it answers."""

# A passage is looked for in this many letters around the first place where a word that was typed stands.
WINDOW = 2_000
BEFORE = 300
# Of a text or a file a passage has at most so many words, some of them before the first that answers.
MOST_WORDS = 36
WORDS_BEFORE = 10

# The text is all that is searched beside title and summary; its columns are names of our own declaration.
_LONG_TEXTS = " || E'\\n' || ".join(
    f"e.{name}" for names in EDITION.weights.values() for name in names if name not in {"title", "summary"}
)
_AROUND = """substr({text}, greatest(1, coalesce(
    (SELECT min(nullif(strpos(lower({text}), needle), 0)) FROM unnest(%(needles)s::text[]) needle), 1
) - {before}), {window})"""
_WINDOWS = f"""
SELECT e.resource_id, e.language, e.summary,
    {_AROUND.format(text="t.written", before=BEFORE, window=WINDOW)},
    {_AROUND.format(text="e.text", before=BEFORE, window=WINDOW)}
FROM resources_edition e CROSS JOIN LATERAL (SELECT {_LONG_TEXTS} AS written) t
WHERE e.resource_id = ANY(%(ids)s::bigint[])
ORDER BY array_position(%(languages)s::text[], e.language::text), e.id
"""  # noqa: S608 -- names of columns and numbers alone
_POINT = re.compile(r"\s*\n\s*[-*•]\s+")
_MARKS = 'HighlightAll=true, StartSel="<", StopSel=">"'


@dataclass(frozen=True)
class Passage:
    """A text that may answer, as it is written, and as its words are indexed, each with its place."""

    resource: int
    language: str
    text: str
    words: tuple[searching.Word, ...]
    is_whole: bool

    @property
    def indexed(self) -> str:
        """The words as they are indexed, and behind them the other ways in which some may be written."""
        return " ".join(word for word, _place in self.places)

    @cached_property
    def places(self) -> list[tuple[str, searching.Word]]:
        """Each indexed word with the word of the text that it stands for."""
        parts = [(part, word) for word in self.words for part in word.parts]
        return parts + [(part, word) for word in self.words for way in word.whole for part in way.split()]


def snippets(ids: list[int], question: Question) -> dict[int, Snippet]:
    """Return the passage that answers, for the rows of one page by key, ready for the template.

    Of each the whole summary, else a passage of its text, else one of its file near a word that was typed,
    else nothing; in one of the reader's languages where that answers.
    """
    passages = _passages(ids, question)
    marked = _marked(passages, question)
    found: dict[int, Snippet] = {}
    for number, passage in enumerate(passages):
        # The reader's languages stand first, so the first answer for a row is kept.
        if number in marked and passage.resource not in found:
            found[passage.resource] = _pieces(passage, marked[number])
    return found


def _passages(ids: list[int], question: Question) -> list[Passage]:
    """Return what may be shown, the best first: for each language summary, text and file."""
    with connection.cursor() as cursor:
        languages_read = list(reading_languages())
        cursor.execute(_WINDOWS, {"ids": ids, "needles": question.needles(), "languages": languages_read})
        rows = cursor.fetchall()
    return [
        Passage(resource, code, text, tuple(searching.read(text)), is_whole=not number)
        for resource, code, *texts in rows
        for number, text in enumerate(texts)
        if text
    ]


def _marked(passages: list[Passage], question: Question) -> dict[int, list[searching.Word]]:
    """Return the words that answer, by the number of the passage; a passage without any is left out."""
    # Any of the words: one passage rarely holds all of them.
    query, parameters = expression(question.wanted, fillers=False, joint="||", beginnings=True)
    numbered = [
        (number, config, passage.indexed)
        for number, passage in enumerate(passages)
        for config in languages.configurations(passage.language)
    ]
    if not numbered:
        return {}
    statement = f"""
        WITH q AS MATERIALIZED (
            SELECT c.config, ({query}) AS query FROM unnest(%s::regconfig[], %s::regconfig[]) c(config, plain)
        )
        SELECT p.number, ts_headline(p.config, p.words, q.query, '{_MARKS}')
        FROM unnest(%s::int[], %s::regconfig[], %s::text[]) p(number, config, words) JOIN q USING (config)
        WHERE to_tsvector(p.config, p.words) @@ q.query
    """  # noqa: S608 -- our own expressions; what was typed are parameters
    plain: list[Any] = [list(it) for it in zip(*languages.ALL_CONFIGURATIONS.items(), strict=True)]
    columns: list[Any] = [list(it) for it in zip(*numbered, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, *plain, *columns])
        found: dict[int, list[searching.Word]] = {}
        for number, headline in cursor.fetchall():
            found.setdefault(number, []).extend(_words_marked(passages[number], headline))
    return {number: words for number, words in found.items() if words}


def _words_marked(passage: Passage, headline: str) -> list[searching.Word]:
    # The words hold letters and digits alone, so the marks are all that can begin with such a sign.
    return [
        word for shown, (_part, word) in zip(headline.split(), passage.places, strict=True) if shown[0] == "<"
    ]


def _pieces(passage: Passage, answers: list[searching.Word]) -> Snippet:
    """Return the passage as (marked, words) pieces; neighbouring marks become one."""
    text, start, end = passage.text, 0, len(passage.text)
    if not passage.is_whole:
        start, end = _cut(passage, answers)
    pieces: Snippet = [] if passage.is_whole else [(False, "… ")]
    at = start
    for first, last in _ranges(text, answers):
        if start <= first and last <= end:
            pieces += [(False, _flowing(text[at:first])), (True, text[first:last])]
            at = last
    pieces += [(False, _flowing(text[at:end]))]
    if not passage.is_whole:
        pieces.append((False, " …"))
    return _joined(pieces)


def _cut(passage: Passage, answers: list[searching.Word]) -> tuple[int, int]:
    """Return where to begin and end: around the words between which most answers stand."""
    starts = [word.start for word in passage.words]
    numbers = sorted({starts.index(word.start) for word in answers})
    room = MOST_WORDS - WORDS_BEFORE
    first = max(numbers, key=lambda it: (sum(it <= other < it + room for other in numbers), -it))
    shown = passage.words[max(0, first - WORDS_BEFORE) : first + room]
    return shown[0].start, shown[-1].end


def _ranges(text: str, answers: list[searching.Word]) -> list[tuple[int, int]]:
    """Return what to mark: neighbours with nothing but blanks between them as one."""
    ranges: list[tuple[int, int]] = []
    for word in sorted(answers, key=lambda it: it.start):
        if ranges and not text[ranges[-1][1] : word.start].strip():
            ranges[-1] = (ranges[-1][0], max(ranges[-1][1], word.end))
        else:
            ranges.append((word.start, word.end))
    return ranges


def _flowing(text: str) -> str:
    """Return a list of points as running text, since a snippet is one paragraph."""
    return _POINT.sub(" · ", text)


def _joined(pieces: Snippet) -> Snippet:
    """Return the pieces without empty ones, neighbours of the same kind as one."""
    joined: Snippet = []
    for is_hit, words in pieces:
        if joined and joined[-1][0] == is_hit:
            joined[-1] = (is_hit, joined[-1][1] + words)
        elif words:
            joined.append((is_hit, words))
    return joined
