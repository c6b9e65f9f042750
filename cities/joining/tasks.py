"""What the clock does for applications: planners that may run twice."""

from celery import shared_task

from cities.joining.actions import applying


@shared_task
def purge_unconfirmed_applications() -> int:
    return applying.purge_unconfirmed()
