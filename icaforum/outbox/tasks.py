"""The outbox's work as tasks of Celery.

They carry nothing, since what is to be done stands in the rows: one that is lost or comes twice does no harm.
"""

from celery import shared_task

from icaforum.outbox.compose import wake
from icaforum.outbox.send import drain
from icaforum.outbox.sweep import sweep, tidy
from icaforum.outbox.waking import Planner


@shared_task(base=Planner)
def drain_outbox() -> None:
    """Send what is due; with mail left, wake the next free worker."""
    if drain():
        wake()


@shared_task(base=Planner)
def sweep_outbox() -> None:
    """Settle the mails that vanished senders left behind, and those that are too late."""
    sweep()


@shared_task(base=Planner)
def tidy_outbox() -> None:
    """Delete the words and the addresses of old mails."""
    tidy()
