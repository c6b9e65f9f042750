"""What the clock does for joint calls: a planner that may run twice, and late."""

from celery import shared_task

from cities.advocacy.actions import waiting
from icaforum.outbox.waking import Planner


@shared_task(base=Planner)
def look_after_calls() -> int:
    """Let names go on the web when their days are over, and remind those who have not signed."""
    return waiting.go_round()
