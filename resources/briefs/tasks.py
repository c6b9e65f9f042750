"""What the clock does for texts in short: planners that may run twice, and late."""

from celery import shared_task

from icaforum.outbox.waking import Planner
from resources.briefs import actions


@shared_task(base=Planner)
def tell_of_sent_back() -> int:
    """Ask about each text in short that waits to be checked anew, and tell its writer."""
    return actions.tell_of_sent_back()


@shared_task(base=Planner)
def ask_checkers_again() -> int:
    """Ask once more about each text in short that nobody has checked for a week."""
    return actions.ask_checkers_again()
