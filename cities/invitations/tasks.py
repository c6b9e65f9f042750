"""What the clock does for invitations and requests: planners that may run twice."""

from celery import shared_task

from cities.invitations.actions import access_requests, forgetting, inviting
from icaforum.outbox.waking import Planner


@shared_task(base=Planner)
def remind_invitations() -> int:
    """Remind those who have not answered for a week; return how many mails were queued."""
    return inviting.remind_invitations()


@shared_task(base=Planner)
def escalate_access_requests() -> int:
    """Pass requests without an answer on to the secretariat; return how many mails were queued."""
    return access_requests.escalate_access_requests()


@shared_task(base=Planner)
def forget_unanswered_invitations() -> int:
    """Delete invited people who never accepted; return how many invitations there were."""
    return forgetting.forget_unanswered()
