"""What the clock does for the yearly question: a planner that may run twice, and late."""

from celery import shared_task

from cities.yearly.actions import asking
from icaforum.outbox.waking import Planner


@shared_task(base=Planner)
def ask_for_the_year() -> int:
    """Ask cities whether they still take part, remind them, and leave what stays open to the secretariat."""
    return asking.go_round()
