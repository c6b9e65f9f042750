"""What the clock does for uses: planners that may run twice, and late."""

from celery import shared_task

from icaforum.outbox.waking import Planner
from resources.uses.actions import asking, coming


@shared_task(base=Planner)
def put_up_what_came() -> int:
    """Let what cities said by mail of their uses go up when its half hour is over."""
    return coming.put_up_due()


@shared_task(base=Planner)
def ask_what_came() -> int:
    """Ask cities what came of what they use, twice, then leave it to the secretariat."""
    return asking.go_round()
