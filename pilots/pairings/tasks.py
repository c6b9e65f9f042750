"""What the clock does for pairings: planners that look at rows and may run twice."""

from celery import shared_task

from pilots.pairings import actions


@shared_task
def end_pairings_of_departed() -> int:
    return actions.end_pairings_of_departed()
