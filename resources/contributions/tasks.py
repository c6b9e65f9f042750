"""What the clock does for contributions: a planner that may run twice, and late."""

from datetime import datetime

from celery import shared_task

from icaforum.outbox.waking import Planner
from icaforum.words.times import database_now
from resources.contributions.models import ContributionFile
from resources.library.tasks import KEPT_FOR, sweep_folder


@shared_task(base=Planner)
def sweep_files_sent_in(now: datetime | None = None) -> int:
    """Delete files of drafts that are gone, or that were saved just before a rollback; return how many."""
    named = set(ContributionFile.objects.values_list("file", flat=True))
    return sweep_folder("contributions", named, before=(now or database_now()) - KEPT_FOR)
