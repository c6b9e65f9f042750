"""Writes the text of a file: asks the limited program, bounds what it answers, and keeps it in parts."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import File
from django.db import transaction

from icaforum.audit.locks import locked
from resources.library import reader
from resources.library.models.edition import Edition, Reading
from resources.library.models.resource import Resource
from resources.transcripts import paragraphs
from resources.transcripts.models import Transcript, TranscriptPart

RULES = 1
"""Raised where the layout changes: all texts are then made anew, some at a time."""
PROGRAM = "resources.transcripts.layout"
PART = 50_000
"""The letters of one part: about twenty pages, so that a book of five hundred is no page of ten megabytes."""
KINDS = frozenset({"heading", "point", "text"})
MOST_TITLES = 400
LONGEST_TITLE = 200

Row = tuple[int, str, int, str]
"""Page, kind, level, text of a block."""


@dataclass(frozen=True)
class Layout:
    """What the program says of a file."""

    rows: list[Row] = field(default_factory=list)
    contents: list[tuple[int, str, int, int | None]] = field(default_factory=list)
    pages: int = 0
    partly: bool = False


def write(edition: Edition) -> Transcript:
    """Write the text of an edition's file and keep it; return the transcript. Reads the storage: OSError."""
    with edition.file.open("rb") as file:
        layout = layout_of(file)
    if not layout.rows and edition.text:
        # No layout was found in the time there is; the words that the search knows stand in.
        plain = paragraphs.plain_blocks(edition.text)
        layout = Layout(_rows(plain), [], edition.pages or 0, edition.reading == Reading.PARTLY)
    return keep(edition, layout)


def layout_of(file: File) -> Layout:
    """Return the layout of a PDF; an empty one where it has none, cannot be read or asks for a password."""
    with reader.copied(file) as path:
        code, written = reader.run_limited(PROGRAM, path)
    return _understood(written) if code == 0 else Layout()


@transaction.atomic
def keep(edition: Edition, layout: Layout) -> Transcript:
    """Keep the layout as the edition's text, in place of the one before; return it.

    No line of history: it says nothing that the file does not, and is made again at any time.
    """
    # As the verbs do: a file that is replaced meanwhile waits, and its new name makes this text void.
    locked(Resource.objects.select_for_update(), edition.resource_id)
    parts = list(_parts(layout.rows))
    contents = [
        (level, title, page, _part_with(parts, page, block), block)
        for level, title, page, block in layout.contents
    ]
    transcript, _made = Transcript.objects.update_or_create(
        edition=edition,
        defaults={
            "file": str(edition.file.name),
            "rules": RULES,
            "state": _state(edition, layout),
            "partly": layout.partly,
            "pages": layout.pages,
            "parts": len(parts),
            "size": sum(len(text.encode()) for _page, _kind, _level, text in layout.rows),
            "contents": contents,
        },
    )
    transcript.stored_parts.all().delete()
    for part in parts:
        part.transcript = transcript
    TranscriptPart.objects.bulk_create(parts)
    return transcript


def _state(edition: Edition, layout: Layout) -> Transcript.State:
    if layout.rows:
        return Transcript.State.WRITTEN
    if edition.reading == Reading.LOCKED:
        return Transcript.State.LOCKED
    return Transcript.State.UNREADABLE if edition.could_not_be_read else Transcript.State.PICTURES


def _parts(rows: list[Row]) -> Iterable[TranscriptPart]:
    """Yield the parts of a text: each ends with a page where one ends soon, else after a block."""
    start = letters = 0
    part = 1
    for number, (page, _kind, _level, text) in enumerate(rows):
        begins_page = number > 0 and page != rows[number - 1][0]
        if letters >= PART and (begins_page or letters >= 1.5 * PART):
            yield _part(rows, part, start, number)
            start, letters, part = number, 0, part + 1
        letters += len(text)
    if rows:
        yield _part(rows, part, start, len(rows))


def _part(rows: list[Row], number: int, start: int, end: int) -> TranscriptPart:
    last_page, _kind, _level, text = rows[end - 1]
    return TranscriptPart(
        number=number,
        first_page=rows[start][0],
        last_page=last_page + text.count(paragraphs.TURN),
        blocks=rows[start:end],
        first_block=start,
    )


def _part_with(parts: list[TranscriptPart], page: int, block: int | None) -> int:
    """Return the number of the part that holds a block, or where there is none, that shows a page."""
    before = [
        it.number for it in parts if (it.first_page <= page if block is None else it.first_block <= block)
    ]
    return before[-1] if before else 1


def _rows(blocks: Iterable[paragraphs.Block]) -> list[Row]:
    return [(block.page, block.kind, block.level, block.text) for block in blocks]


# What the program answers ----------------------------------------------------------------------------------


def _understood(written: bytes) -> Layout:
    """Return the layout that the answer holds; not trusted, since the file may have had a say in it."""
    try:
        answered = json.loads(written)
        rows = [row for it in answered["blocks"][: paragraphs.MOST] if (row := _row(*it))]
        contents = [
            (_bounded(level, 9), str(title)[:LONGEST_TITLE], _bounded(page), _block(block, len(rows)))
            for level, title, page, block in answered["contents"][:MOST_TITLES]
        ]
        return Layout(rows, contents, _bounded(answered["pages"]), answered["partly"] is True)
    except (ValueError, KeyError, TypeError, RecursionError):
        return Layout()


def _row(page: Any, kind: Any, level: Any, text: Any) -> Row:
    if kind not in KINDS:
        raise ValueError(kind)
    # PostgreSQL keeps no NUL, and the program takes all of them out.
    return _bounded(page), kind, _bounded(level, 9), str(text)[: 2 * paragraphs.LONGEST].replace("\0", " ")


def _block(number: Any, count: int) -> int | None:
    return int(number) if isinstance(number, int) and 0 <= number < count else None


def _bounded(number: Any, most: int = 100_000) -> int:
    return min(max(int(number), 0), most)
