"""Tasks of the library: read files for the search, keep its index true, sweep files that nobody needs."""

from datetime import datetime, timedelta
from typing import Any

from celery import shared_task
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from icaforum.audit.mishaps import of_planner
from icaforum.outbox.planners import row_by_row
from icaforum.outbox.waking import Planner
from icaforum.words.times import database_now
from resources.library import reader
from resources.library.actions.edition import keep_text
from resources.library.models import Edition, Resource
from resources.library.models.edition import Reading
from resources.library.search import refresh

READING = gettext_noop("read files of the library")
INDEXING = gettext_noop("prepare papers for the search")
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


@shared_task(base=Planner)
def read_new_files() -> None:
    """Read the files that no worker was asked to read, or whose worker died."""
    rows = _next(READING, Edition.objects.unread().order_by("pk"), FILES_A_RUN)
    row_by_row(READING, rows, lambda edition: read_file(edition.pk) or 1)


@shared_task(base=Planner)
def refresh_search() -> int:
    """Make indexes anew that older rules made, or whose names have changed since; return how many."""
    refresh.notice_changed_names()
    return row_by_row(INDEXING, _next(INDEXING, refresh.stale().defer("search"), INDEXES_A_RUN), _index)


def _next(planner: str, rows: QuerySet[Any], most: int) -> list[Any]:
    """Return the next rows of a planner. Those that failed before have their turn when no other waits.

    Else a few of them would take up every run.
    """
    failed = [key for _kind, key in of_planner(planner) if key]
    return list(rows.exclude(pk__in=failed)[:most]) or list(rows[:most])


def _index(resource: Resource) -> int:
    refresh.make_anew([resource.pk])
    return 1


@shared_task(base=Planner)
def sweep_files(now: datetime | None = None) -> int:
    """Delete files that no row names: replaced, taken away, or saved just before a rollback.

    Returns how many.
    """
    # One set in memory: some thousand names, and a query a file would be slower.
    named = set(Edition.objects.exclude(file="").values_list("file", flat=True))
    return sweep_folder("editions", named, before=(now or database_now()) - KEPT_FOR)


def sweep_folder(folder: str, named: set[str], *, before: datetime) -> int:
    """Delete the files of a folder, stored before that moment, that no row names; return how many.

    `named` are the names of all that have rows.
    """
    unnamed = [name for name in _stored(folder) if name not in named]
    return row_by_row(
        gettext_noop("sweep files that nothing names"), unnamed, lambda name: _sweep(name, before)
    )


def _sweep(name: str, before: datetime) -> bool:
    """Delete one file if it was stored before that moment; return whether it was."""
    if default_storage.get_modified_time(name) >= before:
        return False
    default_storage.delete(name)
    return True


def _stored(folder: str) -> list[str]:
    """Return the names of all stored files; they lie in folders named by their first two characters."""
    if not default_storage.exists(folder):
        return []
    inner, _files = default_storage.listdir(folder)
    return [
        f"{folder}/{letters}/{name}"
        for letters in inner
        for name in default_storage.listdir(f"{folder}/{letters}")[1]
    ]
