"""The files of contributions: stored, kept for those who read them, told apart from earlier ones."""

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile

from resources.contributions.models import Contribution, ContributionFile
from resources.library.models.edition import Edition, FileType
from resources.library.models.resource import Resource
from resources.library.uploads import Upload, store


def keep_what_stood(paper: Resource, language: str, stands: Edition | None) -> None:
    """Give the version that goes the file that readers found last, where the secretariat had put another.

    What was replaced or taken away in the library is not served again as an earlier file. Call it before the
    edition is overwritten; `stands` is None where its language was removed. Raises NotThere, Busy, NotStored.
    """
    last = Contribution.objects.of_paper(paper).filter(language=language).first()
    if last is None:
        return
    row = Contribution.objects.locked(last.pk)
    stood = stands.file if stands and stands.file else None
    now = _digest(stood) if stood else None
    if row.file_now and now and _digest(row.file_now.file) == now:
        return
    row.files.filter(is_current=True).update(is_current=False)
    # One that the storage has lost cannot be kept.
    if stands is not None and stood is not None and now:
        with stood.open("rb") as opened:
            upload = Upload(
                file=opened,
                name=stands.file_name,
                type=FileType(stands.file_type),
                size=stands.size or 0,
            )
            add_file(upload, contribution=row)


@contextmanager
def file_that_stands(paper: Resource | None, language: str) -> Iterator[Upload | None]:
    """Give the file that readers of a paper find now, opened; None without one, or where it is lost."""
    stands = paper and paper.editions.filter(language=language).first()
    if not stands or not stands.file:
        yield None
        return
    with ExitStack() as opened:
        try:
            file = opened.enter_context(stands.file.open("rb"))
        except FileNotFoundError:
            yield None
            return
        kind = FileType(stands.file_type)
        yield Upload(file=file, name=stands.file_name, type=kind, size=stands.size or 0)


def add_file(upload: Upload, **of: Any) -> ContributionFile:
    """Store a file for a draft or for what was sent in, and return its row. Raises NotStored."""
    upload.file.seek(0)
    row = ContributionFile(file_name=upload.name, file_type=upload.type, size=upload.size, **of)
    row.file = store(row.file, upload)
    row.save()
    return row


def earlier_files(row: Contribution) -> QuerySet[ContributionFile]:
    """Return the files of a contribution that neither stand in the library nor wait to be published."""
    files = row.files.there()
    goes_on = row.is_editable or (row.state == Contribution.State.PUBLISHED and row.newer is None)
    return files.filter(is_current=False) if goes_on else files


def _digest(column: FieldFile) -> str | None:
    """Return what tells the content of a file; None where the storage does not have it."""
    found = hashlib.sha256()
    try:
        with column.open("rb") as opened:
            for piece in opened.chunks():
                found.update(piece)
    except FileNotFoundError:
        return None
    return found.hexdigest()
