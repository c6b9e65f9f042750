"""What a survey says, in words and numbers: nothing of so few that one could tell who they are."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.models import Region
from events.after.models import Survey, SurveyAnswer, SurveyQuestion

FEWEST = 5
"""Fewer answers than that are not taken apart: neither by what was chosen, nor by where they come from."""


@dataclass(frozen=True)
class Bar:
    """How many chose one answer."""

    label: str
    count: int
    of: int

    @property
    def hundredths(self) -> int:
        """Return the length of its bar, of a hundred."""
        return round(100 * self.count / self.of) if self.of else 0


@dataclass(frozen=True)
class Result:
    """What was answered to one question: bars, or what people wrote; `groups` are the bars by region."""

    question: str
    count: int
    in_words: str = ""
    bars: list[Bar] = field(default_factory=list)
    groups: list[tuple[str, list[Bar]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    is_choice: bool = True


@dataclass(frozen=True)
class Results:
    """All that a survey says; `people` is how many have answered."""

    people: int
    results: list[Result]

    @property
    def are_few(self) -> bool:
        """Whether so few have answered that choices are not shown."""
        return self.people < FEWEST


def results_of(survey: Survey) -> Results:
    """Return what a survey says, in three statements however many have answered."""
    questions = list(survey.questions.all())
    rows = list(SurveyAnswer.objects.filter(question__in=questions).select_related("registration__city"))
    by_question: dict[int, list[SurveyAnswer]] = defaultdict(list)
    for row in rows:
        by_question[row.question_id].append(row)
    people = len({row.registration_id for row in rows})
    return Results(people, [_result(question, by_question[question.pk]) for question in questions])


def _result(question: SurveyQuestion, rows: list[SurveyAnswer]) -> Result:
    if not question.is_choice:
        return Result(question.words, len(rows), words=_shuffled(row.words for row in rows), is_choice=False)
    labels, count = question.labels, len(rows)
    if count < FEWEST:
        return Result(question.words, count)
    bars = _bars(labels, rows)
    return Result(question.words, count, _in_words(bars), bars, _by_region(labels, rows))


def _shuffled(words: Iterable[str]) -> list[str]:
    """Return texts in an order that says nothing of who wrote when."""
    return sorted(filter(None, words), key=lambda text: hashlib.sha256(text.encode()).digest())


def _bars(labels: list[str], rows: Iterable[SurveyAnswer]) -> list[Bar]:
    counts = Counter(row.choice for row in rows)
    return [Bar(label, counts[number], counts.total()) for number, label in enumerate(labels)]


def _in_words(bars: list[Bar]) -> str:
    """Say what was chosen most: «8 of 14 say: Very»; several where they are equal."""
    most = max(bar.count for bar in bars)
    first = [bar for bar in bars if bar.count == most]
    said = ngettext("%(n)d of %(all)d says: %(what)s.", "%(n)d of %(all)d say: %(what)s.", most)
    if len(first) > 1:
        said = _("%(n)d of %(all)d each say: %(what)s.")
    return said % {"n": most, "all": first[0].of, "what": ", ".join(bar.label for bar in first)}


def _by_region(labels: list[str], rows: list[SurveyAnswer]) -> list[tuple[str, list[Bar]]]:
    """Return the bars of each region with enough answers; none where what is left would be too few.

    Whoever knows the whole and all groups but one knows that one: so the others together are enough too, or
    the smallest group is put to them.
    """
    groups: dict[str, list[SurveyAnswer]] = defaultdict(list)
    for row in rows:
        groups[row.registration.city.region].append(row)
    shown = sorted(
        ((region, held) for region, held in groups.items() if region and len(held) >= FEWEST),
        key=lambda it: -len(it[1]),
    )
    rest = len(rows) - sum(len(held) for _region, held in shown)
    while shown and 0 < rest < FEWEST:
        rest += len(shown.pop()[1])
    if len(shown) + bool(rest) < 2:  # one group is the whole
        return []
    names: Mapping[str, object] = dict(Region.choices)
    kept = [row.pk for _region, held in shown for row in held]
    others = [row for row in rows if row.pk not in set(kept)]
    found = [(str(names.get(region, region)), _bars(labels, held)) for region, held in shown]
    return [*found, (_("Elsewhere"), _bars(labels, others))] if others else found
