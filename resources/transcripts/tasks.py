"""The task that writes the texts of files, some at a time, of new files and of those that were here."""

from celery import shared_task
from django.utils.translation import gettext_noop

from icaforum.audit.mishaps import of_planner
from icaforum.outbox.planners import row_by_row
from icaforum.outbox.waking import Planner
from resources.library.models.edition import Edition
from resources.transcripts.models import Transcript
from resources.transcripts.writing import RULES, Layout, keep, write

WRITING = gettext_noop("write files of the library as text")
TEXTS_A_RUN = 6  # at half a minute each they end before the task's own limit


@shared_task(base=Planner)
def write_texts() -> int:
    """Write the texts of files that have none yet, the newest first; return how many."""
    wanted = Transcript.objects.all().wanted_by(RULES).order_by("-pk")
    # Those that failed before have their turn when no other waits.
    failed = [key for _kind, key in of_planner(WRITING) if key]
    rows = list(wanted.exclude(pk__in=failed)[:TEXTS_A_RUN]) or list(wanted[:TEXTS_A_RUN])
    return row_by_row(WRITING, rows, _write)


def _write(edition: Edition) -> int:
    try:
        write(edition)
    # The storage is away or the file gone: as with the search, it counts as unreadable.
    except OSError:
        edition.could_not_be_read = True
        keep(edition, Layout())
    return 1
