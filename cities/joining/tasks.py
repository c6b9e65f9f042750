"""Celery tasks of applications, run by the clock (`icaforum/schedule.py`). Each is safe to run twice."""

from celery import shared_task

from cities.joining.actions import applying
from icaforum.outbox.waking import Planner


@shared_task(base=Planner)
def purge_unconfirmed_applications() -> int:
    """Delete the applications whose address nobody confirmed in time, and return how many, for the log."""
    return applying.purge_unconfirmed()
