"""What the clock does for colleagues of the secretariat."""

from celery import shared_task

from cities.people.actions import colleagues
from icaforum.outbox.waking import Planner


@shared_task(base=Planner)
def end_work() -> int:
    """End the rights of colleagues whose time is over; return how many."""
    return colleagues.end_work()
