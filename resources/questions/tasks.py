"""What the clock does for questions: planners that may run twice, and late."""

from celery import shared_task

from icaforum.outbox.waking import Planner
from resources.questions.actions import answering, waiting


@shared_task(base=Planner)
def put_up_answers() -> int:
    """Let answers that came by mail go up when their half hour is over."""
    return answering.put_up_due()


@shared_task(base=Planner)
def look_after_questions() -> int:
    """Leave questions without an answer to the secretariat, and tell or remind those who asked."""
    return waiting.go_round()
