"""How the survey of an event begins, and what it asks."""

from collections.abc import Sequence
from dataclasses import dataclass

from events.after.models import Survey, SurveyQuestion
from events.after.standard import STANDARD
from events.programme.models import Event


@dataclass(frozen=True)
class Asked:
    """One question as it was typed; `standard` names one of ours, whose words were left as they are."""

    text: str = ""
    choices: Sequence[str] = ()
    standard: str = ""
    in_own_words: bool = False


def asked_in(survey: Survey) -> list[Asked]:
    """Return what a survey asks, as it would be typed."""
    return [
        Asked(it.text, tuple(it.choices), it.standard, it.kind == SurveyQuestion.Kind.WORDS)
        for it in survey.questions.all()
    ]


def begin_survey(event: Event) -> Survey:
    """Return the survey of an event; where there is none it begins with the standard questions.

    The caller holds the event's lock.
    """
    survey, is_new = Survey.objects.get_or_create(event=event)
    if is_new:
        SurveyQuestion.objects.bulk_create(
            SurveyQuestion(
                survey=survey,
                position=position,
                standard=name,
                kind=SurveyQuestion.Kind.CHOICE if ours.choices else SurveyQuestion.Kind.WORDS,
            )
            for position, (name, ours) in enumerate(STANDARD.items(), start=1)
        )
    return survey
