"""Tasks of the library: read files for the search, keep its index true, sweep files that nobody needs."""

from datetime import datetime, timedelta

from celery import shared_task
from django.core.files.storage import default_storage
from django.utils import timezone

from resources import reader
from resources.actions.edition import keep_text
from resources.models import Edition
from resources.models.edition import Reading
from resources.search import refresh

FILES_A_RUN = 6  # at half a minute each they end before the task's own limit
INDEXES_A_RUN = 500  # some seconds; the rest has its turn in the next runs
# A file is stored before its row is committed: a day is longer than any transaction, and lets a mistake be
# noticed.
KEPT_FOR = timedelta(days=1)


@shared_task
def read_file(edition_id: int) -> None:
    """Read one file for the search; a second call finds nothing to do."""
    edition = Edition.objects.unread().filter(pk=edition_id).select_related("resource").first()
    if edition is None:
        return
    try:
        with edition.file.open("rb") as file:
            found = reader.words_in(file)
    # The storage is away or the file gone. It counts as unreadable, so that it is not tried for ever.
    except OSError:
        found = reader.FAILED
    reading = Reading.LOCKED if found.locked else Reading.PARTLY if found.partly else ""
    keep_text(edition, text=found.text, pages=found.pages, failed=found.failed, reading=reading)


@shared_task
def read_new_files() -> None:
    """Read the files that no worker was asked to read, or whose worker died."""
    for pk in Edition.objects.unread().order_by("pk").values_list("pk", flat=True)[:FILES_A_RUN]:
        read_file(pk)


@shared_task
def refresh_search() -> int:
    """Make indexes anew that older rules made, or whose names have changed since; return how many."""
    refresh.notice_changed_names()
    pks = list(refresh.stale().values_list("pk", flat=True)[:INDEXES_A_RUN])
    refresh.make_anew(pks)
    return len(pks)


@shared_task
def sweep_files(now: datetime | None = None) -> int:
    """Delete files that no row names: replaced, taken away, or saved just before a rollback.

    Returns how many.
    """
    before = (now or timezone.now()) - KEPT_FOR
    # One set in memory: some thousand names, and a query a file would be slower.
    named = set(Edition.objects.exclude(file="").values_list("file", flat=True))
    swept = 0
    for name in _stored():
        if name not in named and default_storage.get_modified_time(name) < before:
            default_storage.delete(name)
            swept += 1
    return swept


def _stored() -> list[str]:
    """Return the names of all stored files; they lie in folders named by their first two characters."""
    if not default_storage.exists("editions"):
        return []
    folders, _files = default_storage.listdir("editions")
    return [
        f"editions/{folder}/{name}"
        for folder in folders
        for name in default_storage.listdir(f"editions/{folder}")[1]
    ]
