"""Questions that cities ask each other, their answers, and who hears of them."""

from resources.questions.models.hearing import Hearing, QuestionDraft, Watch
from resources.questions.models.question import (
    DOTS,
    Answer,
    Question,
    QuestionCircleGrant,
    QuestionPersonGrant,
    QuestionQuerySet,
)

__all__ = [
    "DOTS",
    "Answer",
    "Hearing",
    "Question",
    "QuestionCircleGrant",
    "QuestionDraft",
    "QuestionPersonGrant",
    "QuestionQuerySet",
    "Watch",
]
