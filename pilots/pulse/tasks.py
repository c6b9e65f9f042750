"""What the clock does for the two questions: a planner that may run twice, and can catch up."""

from celery import shared_task

from icaforum.outbox.waking import Planner
from pilots.pulse.actions import asking


@shared_task(base=Planner)
def look_after_pairings() -> int:
    """Ask the cities of pairings how it goes, and tell the leads of quiet ones; return for how many."""
    return asking.go_round()
