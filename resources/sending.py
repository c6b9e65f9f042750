"""Hands a file over: always to be saved, never to be opened inside our own pages.

The web process sends it itself, whole or the part a broken download asks for; where a proxy stands before
us and `FILES_ACCEL_PREFIX` is set, the proxy does.
"""

import re
from collections.abc import Iterator
from typing import IO
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from resources.models.edition import Edition, FileType

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
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
PIECE = 65_536


def send(request: HttpRequest, edition: Edition) -> HttpResponseBase:
    """The answer that carries an edition's file."""
    tag = f'"{(edition.file.name or "").rpartition("/")[2]}"'
    if settings.FILES_ACCEL_PREFIX:
        response: HttpResponseBase = HttpResponse()
        response["X-Accel-Redirect"] = quote(f"{settings.FILES_ACCEL_PREFIX.rstrip('/')}/{edition.file.name}")
    else:
        response = _own_answer(request, edition, tag)
    response["Content-Type"] = MIME[FileType(edition.file_type)]
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=edition.file_name
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = tag
    return response


def starts_a_download(request: HttpRequest) -> bool:
    """Whether this is a download to be noted, not a question about it nor the rest of a broken one."""
    return request.method == "GET" and request.headers.get("Range", "bytes=0-").startswith("bytes=0-")


def _own_answer(request: HttpRequest, edition: Edition, tag: str) -> HttpResponseBase:
    size = edition.size or 0
    asked = request.headers.get("Range", "")
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
    """The bytes that are wanted; None for the whole, empty for what is not there."""
    match = RANGE.fullmatch(asked.strip())
    if not match or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)


def _part_of(file: IO[bytes], span: range) -> Iterator[bytes]:
    with file:
        file.seek(span.start)
        left = len(span)
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
