"""What the clock does for invitations and requests: planners that may run twice."""

from celery import shared_task

from cities.invitations.actions import access_requests, inviting


@shared_task
def remind_invitations() -> int:
    return inviting.remind_invitations()


@shared_task
def escalate_access_requests() -> int:
    return access_requests.escalate_access_requests()
