"""The verbs of surveys: what is asked, until when, and what somebody answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import User
from events.after.beginning import Asked, asked_in, begin_survey
from events.after.models import MOST_QUESTIONS, Survey, SurveyAnswer, SurveyQuestion
from events.after.refusals import Answered, NotOpen, NotThere
from events.places.models import Registration
from events.programme.locks import lock_event
from events.programme.models import Event
from icaforum.audit.locks import lock_row
from icaforum.audit.record import record
from icaforum.audit.verbs import done_without_account, name_verbs
from icaforum.words.times import database_now

name_verbs(
    {
        "survey changed": gettext_lazy("changed the survey after it"),
        "survey answered": gettext_lazy("answered the survey after it"),
    }
)
done_without_account(
    "events.registration", "survey answered", by=gettext_lazy("somebody with the link of a mail")
)


Given = Mapping[int, int | str]
"""Answers by the key of the question: the number of a choice, from 0 on, or own words."""


@transaction.atomic
def change_survey(
    event: Event, *, by: User, closes_at: datetime | None, questions: Sequence[Asked] | None = None
) -> Survey:
    """Say until when a survey is open (None: two weeks), and what it asks (None: as it stands).

    Without any question there is no survey. Returns it. Raises Answered where questions would change after
    somebody has answered, Busy.
    """
    event, _now = lock_event(event)
    survey = lock_row(begin_survey(event))
    if questions is not None and list(questions) != asked_in(survey):
        if SurveyAnswer.objects.filter(question__survey=survey).exists():
            raise Answered(_("Somebody has answered already, so the questions stay as they are."))
        _ask(survey, questions)
    survey.closes_at = closes_at
    survey.save(update_fields=["closes_at"])
    record("survey changed", event, by=by)
    return survey


def _ask(survey: Survey, questions: Sequence[Asked]) -> None:
    survey.questions.all().delete()
    kinds = SurveyQuestion.Kind
    SurveyQuestion.objects.bulk_create(
        SurveyQuestion(
            survey=survey,
            position=position,
            standard=it.standard,
            kind=kinds.WORDS if it.in_own_words else kinds.CHOICE,
            text=it.text,
            choices=list(it.choices),
        )
        for position, it in enumerate(questions[:MOST_QUESTIONS], start=1)
    )


@transaction.atomic
def answer_survey(registration: Registration, *, by: User | None, given: Given) -> Registration:
    """Keep what somebody answers, in place of what they answered before; an empty answer takes one back.

    `by` is None for whoever came by the link of the mail. Returns the registration. Raises NotThere for who
    was not there, NotOpen.
    """
    survey = _locked_survey_of(registration)
    registration, now = lock_row(registration), database_now()
    if not registration.came:
        raise NotThere(_("This survey is for those who were there."))
    if survey is None or not survey.is_open(now):
        raise NotOpen(_("This survey is closed. Thank you for wanting to answer."))
    for question in survey.questions.all():
        answer = given.get(question.pk, "")
        if answer == "":
            question.answers.filter(registration=registration).delete()
            continue
        said = {"choice": int(answer)} if question.is_choice else {"words": str(answer)}
        question.answers.update_or_create(registration=registration, defaults={**said, "answered_at": now})
    record("survey answered", registration, by=by)
    return registration


def _locked_survey_of(registration: Registration) -> Survey | None:
    """Return the survey of the event, locked so that its questions stay; None where there is none."""
    survey = Survey.objects.filter(event=registration.event_id).first()
    return lock_row(survey) if survey else None
