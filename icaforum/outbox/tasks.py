"""The sender's work as tasks. They carry nothing: what is to be done stands in the rows."""

from celery import shared_task

from icaforum.outbox.compose import wake
from icaforum.outbox.send import drain
from icaforum.outbox.sweep import sweep, tidy


@shared_task
def drain_outbox() -> None:
    """Send what is due; with mail left, the next free worker goes on."""
    if drain():
        wake()


@shared_task
def sweep_outbox() -> None:
    """Put right what senders that vanished have left behind."""
    sweep()


@shared_task
def tidy_outbox() -> None:
    """Forget what we need no longer."""
    tidy()
