"""The inbound door as a task: look into the mailbox, deal with what waits, forget what is old."""

from datetime import datetime

from celery import shared_task

from icaforum.inbound.mailbox import poll
from icaforum.inbound.models import Arrival
from icaforum.inbound.receiving import deal_with_waiting
from icaforum.outbox.compose import one_wake
from icaforum.outbox.waking import Planner
from icaforum.words.times import database_now


@shared_task(base=Planner)
def look_for_mail() -> None:
    """Take in what lies in the mailbox, and deal with mails whose process was killed."""
    with one_wake():
        poll()
        deal_with_waiting()


@shared_task(base=Planner)
def forget_arrivals(*, now: datetime | None = None) -> None:
    """Delete the rows of mails that came in long ago."""
    old = (now or database_now()) - Arrival.KEPT
    Arrival.objects.filter(received_at__lte=old, handled_at__isnull=False).delete()
