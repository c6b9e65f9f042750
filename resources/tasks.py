"""Work of the library in the background: reading files for the search, sweeping what nobody needs."""

from datetime import datetime, timedelta

from celery import shared_task
from django.core.files.storage import default_storage
from django.utils import timezone

from resources import reader
from resources.actions.edition import keep_text
from resources.models import Edition

AT_ONCE = 6  # at half a minute each they end before the task's own limit
KEPT = timedelta(days=1)


@shared_task
def read_file(edition_id: int) -> None:
    """Read one file for the search; a second call finds nothing to do."""
    edition = Edition.objects.unread().filter(pk=edition_id).select_related("resource").first()
    if edition is None:
        return
    try:
        with edition.file.open("rb") as file:
            found = reader.words_in(file)
    except OSError:
        found = reader.FAILED
    keep_text(edition, text=found.text, pages=found.pages, failed=found.failed)


@shared_task
def read_new_files() -> None:
    """Read the files whose wake-up was lost."""
    for pk in Edition.objects.unread().order_by("pk").values_list("pk", flat=True)[:AT_ONCE]:
        read_file(pk)


@shared_task
def sweep_files(now: datetime | None = None) -> int:
    """Delete files that no row names any more: replaced, taken away, or saved just before a rollback."""
    before = (now or timezone.now()) - KEPT
    named = set(Edition.objects.exclude(file="").values_list("file", flat=True))
    swept = 0
    for name in _stored():
        if name not in named and default_storage.get_modified_time(name) < before:
            default_storage.delete(name)
            swept += 1
    return swept


def _stored() -> list[str]:
    if not default_storage.exists("editions"):
        return []
    folders, _files = default_storage.listdir("editions")
    return [
        f"editions/{folder}/{name}"
        for folder in folders
        for name in default_storage.listdir(f"editions/{folder}")[1]
    ]
