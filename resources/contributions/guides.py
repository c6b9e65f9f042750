"""What each shape of a contribution is asked, and what kind of paper it becomes. Pure: no rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from icaforum.audit.verbs import Words
from resources.contributions.models import Contribution, Shape
from resources.library.models.kind import Kind


@dataclass(frozen=True)
class Ask:
    """One guiding question: the column that its answer stands in, its words, and what helps to answer."""

    name: str
    label: Words
    help: Words = ""
    required: bool = False


@dataclass(frozen=True)
class Guide:
    """A shape: what it is for, what it is asked, and the kinds of paper that it may become."""

    sentence: Words
    asks: tuple[Ask, ...]
    kinds: tuple[Kind, ...]
    takes_file: bool = True


_OTHERS = _("Others often learn most from this.")

GUIDES: Mapping[Shape, Guide] = {
    Shape.LESSON: Guide(
        _("What you would not do again saves another city a year. Ten minutes are enough."),
        (
            Ask("context", _("What did you want to achieve, and for whom?")),
            Ask("steps", _("What did you do?")),
            Ask("did_not_work", _("What did not work, and why do you think so?"), _OTHERS, required=True),
            Ask("benefited", _("Who felt it?"), _("Such as tenants, workers, the budget, your team.")),
            Ask("results", _("What would you do differently?"), _("One piece of advice is enough.")),
        ),
        (Kind.LESSONS_LEARNED,),
    ),
    Shape.CASE_STUDY: Guide(
        _("How your city did it: five questions, a few sentences each."),
        (
            Ask("context", _("What was the situation, and who lives with it?"), required=True),
            Ask("steps", _("What did you do, step by step?"), required=True),
            Ask("results", _("What came of it?"), _("Figures where you have them, and for which group.")),
            Ask("benefited", _("Who benefited, and who did not?")),
            Ask("did_not_work", _("What did not work?"), _OTHERS),
        ),
        (Kind.CASE_STUDY, Kind.GOOD_PRACTICE),
    ),
    Shape.UPDATE: Guide(
        _("What has happened in your pilot project since you last told of it."),
        (
            Ask("steps", _("What has happened?"), required=True),
            Ask("results", _("What has changed for residents and workers?")),
            Ask("benefited", _("Who took part?")),
            Ask("did_not_work", _("What did not work, or took longer?"), _OTHERS),
            Ask("context", _("What comes next, and what could other cities help with?")),
        ),
        (Kind.LEARNING_NOTE,),
    ),
    Shape.PAPER: Guide(
        _("Something your city has already: a plan, a guide, a template, slides. As a file, or as text."),
        (Ask("text", _("The text, if it is no file")),),
        (
            *(Kind.CITY_PLAN, Kind.GUIDE, Kind.TOOLKIT, Kind.PLAYBOOK, Kind.TEMPLATE, Kind.GUIDANCE_NOTE),
            *(Kind.ROADMAP, Kind.INDICATOR_MODULE, Kind.RESEARCH_REPORT, Kind.POLICY_BRIEF, Kind.ARTICLE),
            *(Kind.PRESENTATION, Kind.TRAINING_MODULE, Kind.DATASET, Kind.MAP, Kind.STATEMENT),
        ),
    ),
}

ANSWERS = ("context", "steps", "results", "benefited", "did_not_work", "text")
"""The columns in which answers stand."""


def sections(contribution: Contribution, *, without: Iterable[str] = ()) -> list[tuple[Ask, str]]:
    """Return the questions that were answered, each with its answer, in the order of the shape."""
    asks = GUIDES[Shape(contribution.shape)].asks
    said = [(ask, getattr(contribution, ask.name).strip()) for ask in asks if ask.name not in set(without)]
    return [(ask, text) for ask, text in said if text]


def body_and_failure(contribution: Contribution) -> tuple[str, str]:
    """Return what stands on the page of the paper, and what did not work, which has a place of its own there.

    Each answer follows its question, in the language of the text; one alone stands without it.
    """
    with override(contribution.language):
        said = [(str(ask.label), text) for ask, text in sections(contribution, without=("did_not_work",))]
    if not said:
        return contribution.did_not_work.strip(), ""
    if len(said) == 1:
        return said[0][1], contribution.did_not_work.strip()
    return "\n\n".join(f"{label}\n\n{text}" for label, text in said), contribution.did_not_work.strip()
