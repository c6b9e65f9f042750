"""What the clock does for lessons-learned drafts: a planner that may run twice, and late."""

from celery import shared_task

from icaforum.outbox.waking import Planner
from resources.lessons import actions


@shared_task(base=Planner)
def tell_cities_of_papers() -> int:
    """Tell the cities in a lessons-learned paper that it stands in the library now."""
    return actions.tell_cities()


@shared_task(base=Planner)
def ask_cities_again() -> int:
    """Ask each city once more that has not said for a week whether it may be quoted."""
    return actions.ask_again()
