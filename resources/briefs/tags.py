"""Texts in short on the pages of papers and questions, which know nothing of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.urls import reverse

from icaforum.words.languages import reading_languages
from resources.briefs.models import Brief
from resources.briefs.recipients import about
from resources.library.models.resource import Resource
from resources.questions.models import Answer, Question

register = template.Library()


@register.inclusion_tag("resources/briefs/of_text.html", takes_context=True)
def in_short(context: template.Context, thing: Resource | Question) -> dict[str, Any]:
    """Show what a paper or a question says in short, those in the reader's languages unfolded."""
    viewer = context["request"].viewer
    rows = Brief.objects.visible_to(viewer).standing().with_changed().filter(**about(thing))
    rows = rows.select_related("city")
    return _shown(rows, viewer, thing)


@register.simple_tag(takes_context=True)
def briefs_of_answers(context: template.Context, answers: Iterable[Answer]) -> Mapping[int, list[Brief]]:
    """Return the texts in short of the answers of a page, by the key of the answer, at one statement."""
    rows = Brief.objects.visible_to(context["request"].viewer).standing().with_changed()
    rows = rows.filter(answer__in=list(answers))
    found: dict[int, list[Brief]] = defaultdict(list)
    for row in rows.select_related("city"):
        found[row.answer_id or 0].append(row)
    return found


@register.simple_tag
def say_in_short(rows: Iterable[Resource] | Iterable[Question]) -> str:
    """Let each row of a list, in no language of the reader, carry in `said_in_short` what it says in one.

    Of rows that the reader sees, at one statement at most; the list ranks them by these. Shows nothing.
    """
    best: Sequence[str] = reading_languages()
    foreign: list[Any] = [row for row in rows if _language_of(row) not in best]
    if not foreign:
        return ""
    field = foreign[0]._meta.model_name
    keys = {f"{field}__in": [row.pk for row in foreign]}
    briefs = Brief.objects.up().filter(language__in=best, **keys)
    # The best of each is read last.
    ordered = sorted(briefs, key=lambda it: best.index(it.language), reverse=True)
    found = {getattr(brief, f"{field}_id"): brief for brief in ordered}
    for row in foreign:
        row.said_in_short = found.get(row.pk)
    return ""


def _language_of(row: Any) -> str:
    # A paper in a list carries the language that its reader reads best.
    return str(row.card["language"] if hasattr(row, "card") else row.language)


@register.inclusion_tag("resources/briefs/of_text.html")
def in_short_of(briefs: Mapping[int, list[Brief]], answer: Answer, viewer: Any) -> dict[str, Any]:
    """Show what an answer says in short; `briefs` are those of `briefs_of_answers`."""
    # The link to write one stands among the others at the foot of the answer.
    return _shown(briefs.get(answer.pk, []), viewer, answer) | {"offered": False}


def _shown(rows: Iterable[Brief], viewer: Any, thing: Any) -> dict[str, Any]:
    best: Sequence[str] = reading_languages()
    rows = list(rows)
    for row in rows:  # at hand already: no row asks for it once more
        for name, whole in about(thing).items():
            setattr(row, name, whole)
    ordered = sorted(rows, key=lambda row: best.index(row.language) if row.language in best else len(best))
    return {
        "read": [row for row in ordered if row.language in best],
        "others": [row for row in ordered if row.language not in best],
        "offered": viewer.is_member and _is_named_to(thing, viewer),
        "add_url": _address(thing),
        "name": str(thing),
    }


def _is_named_to(thing: Any, viewer: Any) -> bool:
    """Whether it is no text of the viewer's own city without its name, which may not say it in short."""
    return isinstance(thing, Resource) or thing.is_named or thing.city_id not in viewer.city_ids


def _address(thing: Resource | Question | Answer) -> str:
    """Return where one writes a text in short of this."""
    if isinstance(thing, Resource):
        return reverse("resources:paper_in_short", args=[thing.slug])
    kind = "answer" if isinstance(thing, Answer) else "question"
    return reverse(f"resources:{kind}_in_short", args=[thing.pk])
