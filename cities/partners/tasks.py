"""What the clock does for requests for help and for tables: planners that may run twice, and late."""

from celery import shared_task

from cities.partners.actions import agreeing, waiting
from icaforum.outbox.waking import Planner


@shared_task(base=Planner)
def look_after_help() -> int:
    """Remind partners, leave to the secretariat what they did not answer, ask cities what came of it."""
    return waiting.go_round()


@shared_task(base=Planner)
def look_after_tables() -> int:
    """Ask organisations at the table once more, and delete addresses of those that never answer."""
    return agreeing.ask_again() + agreeing.forget_addresses()
