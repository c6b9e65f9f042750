"""Who may do what with a question and when something is due. Pure: no rows beyond those given, no clock."""

from datetime import datetime, timedelta

from resources.questions.models import Question

GOES_UP_AFTER = timedelta(minutes=30)
"""How long an answer that came by mail waits for its writer to look at it."""

STAFF_AFTER, ASKER_AFTER = 5, 10
"""After so many working days without an answer: a line for the secretariat, and a word to the asker."""

REMIND_AFTER, STAFF_SUM_UP_AFTER = timedelta(days=14), timedelta(days=30)
"""After the last answer: when the asker is reminded to sum up, and when the secretariat may do it."""


def may_sum_up(question: Question, *, is_own: bool, is_staff: bool, now: datetime) -> bool:
    """Return whether somebody of the city that asked, or of the secretariat, may write the summary now."""
    if is_own:
        return True
    return is_staff and bool(question.last_answer_at and question.last_answer_at + STAFF_SUM_UP_AFTER <= now)
