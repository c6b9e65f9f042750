"""What «Ready to open?» has the clock do."""

from celery import shared_task

from icaforum.outbox.waking import Planner
from icaforum.ready.actions import look_if_due


@shared_task(base=Planner)
def look_from_outside() -> None:
    """Look at certificate and DNS once a day, and when somebody has asked."""
    look_if_due()
