"""What is searched of a question, and the questions that are like some words."""

import operator
from collections.abc import Iterator
from functools import lru_cache, reduce
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import Case, F, IntegerField, Q, Value, When

from icaforum.words.languages import reader_language, reading_languages
from resources.library import languages
from resources.library.search.index import Vector, city_names, in_language, vector
from resources.library.search.question import READABLE, ReadyQuery, in_each_language
from resources.library.search.question import Question as Asked
from resources.questions.models import Answer, Question, QuestionQuerySet

# Of one answer, and of all answers together: a vector holds one megabyte.
OF_AN_ANSWER, OF_ALL_ANSWERS = 3_000, 150_000
# Words of a sentence that are looked for; so many of them make two questions alike.
MOST_WORDS, ALIKE = 12, 2


def write_index(question: Question) -> None:
    """Make `search` anew; called by every verb that changes a text, inside its transaction.

    The name of a city that is not named is no part of it.
    """
    parts = reduce(operator.add, _parts(question), vector("", languages.SIMPLE, "D"))
    Question.objects.filter(pk=question.pk).update(search=parts)


def _parts(question: Question) -> Iterator[Vector]:
    texts = {"A": question.title, "B": question.summary, "C": f"{question.details}\n{question.tried}"}
    for weight, text in texts.items():
        yield from in_language(text, question.language, weight)
    if question.is_named:
        yield vector(city_names([question.city]), languages.SIMPLE, "C")
    left = OF_ALL_ANSWERS
    for language, text in Answer.objects.up().filter(question=question).values_list("language", "text"):
        said = text[: min(OF_AN_ANSWER, left)]
        left -= len(said)
        yield from in_language(said, language, "D")
    of_answers = Answer.objects.up().filter(question=question).values("pk")
    # By the reverse relation, since what is said in short stands above.
    for rows in (question.briefs, question.briefs.model.objects.filter(answer__in=of_answers)):
        for language, text in rows.up().values_list("language", "text"):
            yield from in_language(text, language, "D")


def matching(rows: QuestionQuerySet, typed: str) -> QuestionQuerySet:
    """Return those of these rows that answer what was typed, the best first."""
    asked = Asked.of(typed)
    if not asked.wanted:
        return rows.none()
    rank = SearchRank(F("search"), asked.query(), normalization=Value(1))
    weight = Case(When(language__in=reading_languages(), then=Value(READABLE)), default=Value(1.0))
    return rows.filter(search=asked.query(beginnings=True)).order_by((rank * weight).desc(), "-pk")


def words_in(sentence: str) -> list[SearchQuery]:
    """Return a query for each word of a sentence that says something, in the reader's language or English."""
    terms = [term for group in Asked.of(sentence).wanted for term in group]
    grammars = {languages.stemmer(code) for code in ("en", reader_language())}
    empty = fillers(tuple(term.ways[0] for term in terms), tuple(sorted(grammars)))
    saying = [term for term in terms if term.ways[0] not in empty]
    meant = (in_each_language(((term,),)) for term in saying[:MOST_WORDS])
    return [ReadyQuery(" | ".join(f"({way})" for way in ways)) for ways in meant if ways]


# The answer depends on PostgreSQL's lists of such words alone.
@lru_cache(maxsize=500)
def fillers(words: tuple[str, ...], grammars: tuple[str, ...]) -> frozenset[str]:
    """Return those of these words that one of these languages takes for fillers: «who», «how», «the»."""
    statement = (
        "SELECT word FROM unnest(%s::text[]) word WHERE EXISTS"
        " (SELECT FROM unnest(%s::regconfig[]) grammar WHERE numnode(plainto_tsquery(grammar, word)) = 0)"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(words), list(grammars)])
        return frozenset(word for (word,) in cursor.fetchall())


def like(rows: Any, sentence: str) -> Any:
    """Return those of these rows that share words with a sentence, those that share most first.

    `rows` have a column `search`: questions, or papers of the library.
    """
    words = words_in(sentence)
    if not words:
        return rows.none()
    hits = [Case(When(Q(search=word), then=1), default=0, output_field=IntegerField()) for word in words]
    any_of_them = reduce(operator.or_, (Q(search=word) for word in words))
    shared = rows.filter(any_of_them).annotate(shared=reduce(operator.add, hits))
    return shared.filter(shared__gte=min(ALIKE, len(words))).order_by("-shared", "-pk")
