"""What is done for backups by the clock; the backups themselves are made by a timer of the machine."""

from celery import shared_task

from icaforum.backups import ledger
from icaforum.outbox.waking import Planner


@shared_task(base=Planner)
def keep_ledger() -> None:
    """Write down what ended since the last minute, outside the database."""
    ledger.keep_ledger()
