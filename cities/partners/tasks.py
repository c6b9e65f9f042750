"""What the clock does for requests for help: a planner that may run twice, and late."""

from celery import shared_task

from cities.partners.actions import waiting
from icaforum.outbox.waking import Planner


@shared_task(base=Planner)
def look_after_help() -> int:
    """Remind partners, leave to the secretariat what they did not answer, ask cities what came of it."""
    return waiting.go_round()
