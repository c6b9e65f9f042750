"""What the clock does for the members' part: planners that look at rows and may run twice."""

from celery import shared_task

from cities import actions


@shared_task
def purge_unconfirmed_applications() -> int:
    return actions.purge_unconfirmed()
