"""What the page of a text shows: the pieces of a part, each with its address, and where the contents lead."""

from dataclasses import dataclass, field

from django.utils.translation import get_language_info

from resources.transcripts.models import Transcript, TranscriptPart
from resources.transcripts.paragraphs import TURN

DEEPEST = 4
"""The lowest rank of a heading on the page, whose own title is the first."""


@dataclass
class Piece:
    """A heading (`rank` 2 to 4), a paragraph, or points; `page` where a page begins before it.

    The words of each are texts, with the number of the page that begins before each of them, or 0.
    """

    kind: str
    anchor: str = ""
    page: int = 0
    rank: int = 0
    words: list[tuple[int, str]] = field(default_factory=list)
    points: list[list[tuple[int, str]]] = field(default_factory=list)


@dataclass
class Entry:
    """A line of the contents list; `page` is 0 where it is not known."""

    title: str
    address: str
    page: int
    rank: int


def part_of(transcript: Transcript, number: int | None) -> TranscriptPart | None:
    """Return the part of this number, the first where there is no such; None where nothing is written."""
    if not transcript.is_written:
        return None
    wanted = number if number and number <= transcript.parts else 1
    return transcript.stored_parts.filter(number=wanted).first()


def address_of_page(address: str, transcript: Transcript, page: int) -> str:
    """Return where a page of the file is read; the last one for a number beyond."""
    parts = transcript.stored_parts.filter(first_page__lte=page).order_by("-number")
    number = parts.values_list("number", flat=True).first() or 1
    return f"{address}?part={number}#page-{min(page, transcript.pages)}"


def of(part: TranscriptPart) -> list[Piece]:
    """Return the pieces of a part, in order; points that follow each other are one list."""
    found: list[Piece] = []
    page, rank = 0, 1
    for number, (begins, kind, level, text) in enumerate(part.blocks, start=part.first_block):
        mark = begins if begins != page else 0
        words = _words(begins, text)
        page = begins + text.count(TURN)
        if kind == "point" and found and found[-1].kind == "points" and not mark:
            found[-1].points.append(words)
        elif kind == "point":
            found.append(Piece("points", page=mark, points=[words]))
        elif kind == "heading":
            # No rank is left out on the way down, whatever the file does.
            rank = min(level + 1, rank + 1, DEEPEST)
            found.append(Piece("heading", f"b-{number}", mark, rank, words))
        else:
            found.append(Piece("text", page=mark, words=words))
    return found


def _words(page: int, text: str) -> list[tuple[int, str]]:
    first, *others = text.split(TURN)
    return [(0, first), *((page + turn, words) for turn, words in enumerate(others, start=1))]


def contents_of(transcript: Transcript, shown: TranscriptPart) -> list[Entry]:
    """Return the contents list of a whole text; what stands in the part that is shown is near."""
    return [
        Entry(
            title,
            ("" if part == shown.number else f"?part={part}")
            + (f"#page-{page}" if block is None else f"#b-{block}"),
            page,
            min(level, DEEPEST - 1),
        )
        for level, title, page, part, block in transcript.contents
    ]


def direction_of(language: str) -> str:
    """Return which way a language is written: ltr or rtl."""
    return "rtl" if get_language_info(language)["bidi"] else "ltr"
