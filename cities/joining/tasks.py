"""Celery tasks of applications, run by the clock (`icaforum/schedule.py`). Each is safe to run twice."""

from celery import shared_task

from cities.joining.actions import applying, drafting, tiers
from icaforum.outbox.waking import Planner


@shared_task(base=Planner)
def purge_unconfirmed_applications() -> int:
    """Delete what was not finished in time, and return how many, for the log.

    Applications whose address nobody confirmed, and drafts that nobody has changed.
    """
    return applying.purge_unconfirmed() + drafting.purge_drafts()


@shared_task(base=Planner)
def change_planned_tiers() -> int:
    """Change the tiers whose day has come; return how many."""
    return tiers.change_planned()
