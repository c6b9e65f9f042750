"""The mails of what cities ask each other: a part of the table of all mails."""

from django.utils.translation import gettext_lazy as _

from icaforum.forum.models import Room
from icaforum.outbox.kinds import Kind
from resources.lessons import emails as lessons
from resources.questions import emails as questions

_QUESTION = _("You get this mail because this question in the %(forum)s was put to your city.")
_FOLLOWED = _("You get this mail because you asked, answered or follow this question in the %(forum)s.")

_QUOTED = _("You get this mail because your city answered this question in the %(forum)s.")

QUESTIONS: dict[str, Kind] = {
    "question_asked": Kind(
        questions.question_asked,
        _("A question to your city"),
        _QUESTION,
        optional=True,
        room=Room.QUESTIONS,
        when=_("At once, if you chose so above; else it stands in your weekly mail."),
        can_wait=True,
    ),
    "question_answered": Kind(
        questions.question_answered,
        _("An answer to a question"),
        _FOLLOWED,
        optional=True,
        room=Room.QUESTIONS,
        when=_("For each question that you asked, answered or follow."),
    ),
    "question_summed_up": Kind(
        questions.question_summed_up,
        _("What a city took from the answers"),
        _FOLLOWED,
        optional=True,
        room=Room.QUESTIONS,
        when=_("Once for each such question, when it is summed up."),
        can_wait=True,
    ),
    "question_unanswered": Kind(
        questions.question_unanswered, _("Nobody has answered yet"), _FOLLOWED, can_wait=True
    ),
    "question_to_sum_up": Kind(
        questions.question_to_sum_up, _("What did you take from it?"), _FOLLOWED, can_wait=True
    ),
    "question_hidden": Kind(questions.question_hidden, _("A question is hidden"), _FOLLOWED),
    "answer_hidden": Kind(questions.answer_hidden, _("An answer is hidden"), _FOLLOWED),
    "quote_asked": Kind(lessons.quote_asked, _("May we quote your city?"), _QUOTED),
    "quotes_answered": Kind(
        lessons.quotes_answered, _("All cities quoted have answered"), _FOLLOWED, can_wait=True
    ),
    "answer_as_it_stands": Kind(
        questions.answer_as_it_stands,
        _("Your answer, as it will stand"),
        _FOLLOWED,
        sensitive=True,
        priority=3,
    ),
}
