"""Send a file to a reader: always to be saved, never to be opened inside our own pages.

The web process sends it itself, whole or the part a broken download asks for; where a proxy stands before
us and `FILES_ACCEL_PREFIX` is set, the proxy does.
"""

import re
from collections.abc import Iterator
from typing import IO, Protocol
from urllib.parse import quote

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from cities.models import City, Officer
from icaforum.audit.models import Entry
from resources.library.models.edition import FileType
from resources.library.models.resource import Resource

OFFICE = "application/vnd.openxmlformats-officedocument"
MIME = {
    FileType.PDF: "application/pdf",
    FileType.DOCX: f"{OFFICE}.wordprocessingml.document",
    FileType.XLSX: f"{OFFICE}.spreadsheetml.sheet",
    FileType.PPTX: f"{OFFICE}.presentationml.presentation",
    FileType.ODT: "application/vnd.oasis.opendocument.text",
    FileType.PNG: "image/png",
    FileType.JPG: "image/jpeg",
}
# One range only: several at once are rarely asked for, and the whole is a permitted answer.
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
CHUNK = 65_536


class Stored(Protocol):
    """A row with one file: an edition, or what a city sent in."""

    file: FieldFile
    file_name: str
    file_type: str

    @property
    def size(self) -> int | None:
        """Its size in bytes."""


def send(request: HttpRequest, edition: Stored) -> HttpResponseBase:
    """Return the response that carries the file of a row.

    Raises FileNotFoundError where the storage does not have it; with a proxy, that answers instead.
    """
    # A file is never changed, only replaced under a new random name: so the name identifies its content.
    tag = f'"{(edition.file.name or "").rpartition("/")[2]}"'
    if settings.FILES_ACCEL_PREFIX:
        response: HttpResponseBase = HttpResponse()
        response["X-Accel-Redirect"] = quote(f"{settings.FILES_ACCEL_PREFIX.rstrip('/')}/{edition.file.name}")
    else:
        response = _own_answer(request, edition, tag)
    # By the content found at upload, never by what the uploading browser said.
    response["Content-Type"] = MIME[FileType(edition.file_type)]
    response["Content-Disposition"] = _to_be_saved_as(edition.file_name)
    # Should a browser show it after all, it may run nothing and knows nothing of our pages.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    # Who may see it is asked each time; a copy in a cache would outlive the right.
    response["Cache-Control"] = "private, no-store"
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = tag
    return response


def starts_a_download(request: HttpRequest) -> bool:
    """Whether this is a download to be recorded: somebody asked for the whole file.

    No HEAD; no part, by which readers of PDF fetch page after page, and broken downloads their rest; nothing
    that a browser fetches in case it is wanted.
    """
    # Browsers have said it in different ways over the years.
    purposes = " ".join(
        request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
    ).lower()
    ahead = any(word in purposes for word in ("prefetch", "preview", "prerender"))
    return request.method == "GET" and "Range" not in request.headers and not ahead


def cities_with_a_file(resource: Resource) -> QuerySet[City]:
    """Return the cities and partners of whose people somebody saved a file of it, by name."""
    by_whom = Entry.objects.about(resource).filter(verb="downloaded").order_by()
    seats = Officer.objects.filter(person__in=by_whom.values("actor_id"))
    return City.objects.filter(pk__in=seats.values("city")).order_by("sort_name")


def _to_be_saved_as(name: str) -> str:
    """Return the header that has a browser save the file by its name."""
    # Some browsers read «%20» in a plain name as a space, so such a name is sent in the form that says how.
    if "%" in name:
        return f"attachment; filename*=utf-8''{quote(name, safe='')}"
    return content_disposition_header(as_attachment=True, filename=name) or "attachment"


def _own_answer(request: HttpRequest, edition: Stored, tag: str) -> HttpResponseBase:
    """Return the whole file, the part that was asked for, or 416 where it has no such part."""
    size = edition.size or 0
    asked = request.headers.get("Range", "")
    # The rest of another version would make a broken file; then the whole is sent.
    if request.headers.get("If-Range", tag) != tag:
        asked = ""
    span = _span(asked, size) if asked else None
    if span is None:
        return FileResponse(edition.file.open("rb"))
    if not span:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = StreamingHttpResponse(_part_of(edition.file.open("rb"), span), status=206)
    response["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{size}"
    response["Content-Length"] = str(len(span))
    return response


def _span(asked: str, size: int) -> range | None:
    """Return the bytes that are wanted; None for the whole, an empty range for what is not there."""
    match = RANGE.fullmatch(asked.strip())
    if not match or not any(match.groups()):
        return None
    first, last = match.groups()
    # «bytes=-500» means the last five hundred.
    if not first:
        return range(max(0, size - int(last)), size)
    # RFC 9110: such a range is no range, and the whole is sent.
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)


def _part_of(file: IO[bytes], span: range) -> Iterator[bytes]:
    """Yield the bytes of the span in chunks, so that no process holds a whole file."""
    with file:
        file.seek(span.start)
        left = len(span)
        while left > 0 and (piece := file.read(min(CHUNK, left))):
            left -= len(piece)
            yield piece
