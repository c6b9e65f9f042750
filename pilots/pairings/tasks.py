"""What the clock does for pairings. A planner looks at rows, so it may run twice and can catch up."""

from celery import shared_task

from icaforum.outbox.waking import Planner
from pilots.pairings.actions import course


# Every minute (icaforum/schedule.py), instead of a call from the verbs of a membership: cities stands
# below pilots and may not import it.
@shared_task(base=Planner)
def end_pairings_of_departed() -> int:
    """End the pairings of cities that have left the Forum, or whose tier has none; return how many."""
    return course.end_pairings_of_departed()
