"""What the clock does for the members' part: planners that look at rows and may run twice."""

from celery import shared_task

from cities import actions


@shared_task
def purge_unconfirmed_applications() -> int:
    return actions.purge_unconfirmed()


@shared_task
def remind_invitations() -> int:
    return actions.remind_invitations()


@shared_task
def escalate_access_requests() -> int:
    return actions.escalate_access_requests()
