"""What the clock does for calls for peers: a planner that may run twice, and late."""

from celery import shared_task

from icaforum.outbox.waking import Planner
from pilots.interest.actions import waiting


@shared_task(base=Planner)
def look_after_peer_calls() -> int:
    """Remind those who have begun an interest and not sent it, before the call closes."""
    return waiting.go_round()
