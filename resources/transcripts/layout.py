"""Lays one PDF out as text, as a program of its own: `python -m resources.transcripts.layout PATH`.

It lives by the same limits as `resources.library.extract`, which says why it runs apart. It looks at where
words stand and in which size, and writes headings, points and paragraphs as JSON to standard output.
"""

import json
import math
import re
import sys
import time
import unicodedata
from collections import Counter
from typing import Any

from pypdf import PdfReader

from resources.library.extract import (
    LOCKED,
    MAX_PAGES,
    MAX_TEXT,
    PDF_STARTS_WITHIN,
    UNWRITABLE,
    WORDS,
    Locked,
    Unreadable,
    give_up_rights,
    open_pdf,
)
from resources.transcripts.headings import LONGEST, Title
from resources.transcripts.page_lines import Line, with_edges
from resources.transcripts.paragraphs import Block, blocks_of

# Of the seconds that the limits leave; the rest is for making paragraphs of what was read.
READS_FOR = 12
MOST_TITLES = 400
MOST_LINES = 60_000
BOLD = ("bold", "black", "heavy")
# The dots that lead from a title to its page, which screen readers would read out one by one.
LEADERS = re.compile(r"(?:\s?\.){4,}")


def main(path: str) -> int:
    """Write what the PDF says as JSON; return the exit code, as `resources.library.extract.main`."""
    give_up_rights()
    try:
        laid_out = lay_out(path)
    except Locked:
        return LOCKED
    except BaseException:  # noqa: BLE001 -- a file that cannot be read has no text, whatever the reason
        return 1
    sys.stdout.write(json.dumps(laid_out))
    return 0


def lay_out(path: str) -> dict[str, Any]:
    """Return the pages, blocks and contents of a PDF. Raises Locked, Unreadable, and what pypdf does."""
    with open(path, "rb") as file:  # noqa: PTH123 -- as short as the program
        begin = file.read(PDF_STARTS_WITHIN).find(b"%PDF-")
    if begin < 0:
        raise Unreadable
    reader = open_pdf(path, begin)
    lines, partly = lines_of(reader)
    titles = titles_of(reader) if lines else []
    blocks = blocks_of(with_edges(lines), titles)
    return {
        "pages": len(reader.pages),
        "partly": partly,
        "blocks": [(block.page, block.kind, block.level, block.text) for block in blocks],
        "contents": contents_of(blocks, titles),
    }


def contents_of(blocks: list[Block], titles: list[Title]) -> list[tuple[int, str, int, int | None]]:
    """Return the contents list: level, title, page, and the number of the block that is the heading."""
    heads = [(number, block) for number, block in enumerate(blocks) if block.kind == "heading"]
    # Slides and forms have titles that stand nowhere in their text; these lead to the page.
    if not heads:
        return [(level, title, page, None) for level, title, page in titles]
    return [(it.level, it.text[:LONGEST], it.page, number) for number, it in heads[:MOST_TITLES]]


# Titles -----------------------------------------------------------------------------------------------------


def titles_of(reader: PdfReader) -> list[Title]:
    """Return the entries of the file's own contents list, MOST_TITLES at most; none where it is broken."""
    titles: list[Title] = []
    try:
        # A stack and no recursion: how deep the list goes is up to whoever wrote the file.
        waiting: list[tuple[int, Any]] = [(1, it) for it in reversed(reader.outline)]
        while waiting and len(titles) < MOST_TITLES:
            level, entry = waiting.pop()
            if isinstance(entry, list):
                waiting += [(level + 1, it) for it in reversed(entry)]
            elif (page := reader.get_destination_page_number(entry)) is not None and page >= 0:
                title = tidy(str(entry.title or ""))[:LONGEST]
                titles += [(level, title, page + 1)] if title else []
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 -- a broken list costs the list, not the text
        return []
    return titles


# Lines ------------------------------------------------------------------------------------------------------


def lines_of(reader: PdfReader) -> tuple[list[Line], bool]:
    """Return the lines of all pages, and whether some are missing."""
    lines: list[Line] = []
    partly, letters = False, 0
    for number, page in enumerate(reader.pages, start=1):
        is_enough = letters > MAX_TEXT or len(lines) > MOST_LINES
        if number > MAX_PAGES or is_enough or time.process_time() > READS_FOR:
            return lines, True
        catcher = _Catcher(number)
        try:
            page.extract_text(visitor_text=catcher.visit)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 -- one page that cannot be read takes no other with it
            partly = True
        found = catcher.lines()
        letters += sum(len(line.text) for line in found)
        lines += found
    if partly and not lines:
        raise Unreadable
    return lines, partly


class _Catcher:
    """Catches the pieces of a page as pypdf comes by them, with their place and size."""

    def __init__(self, page: int) -> None:
        self.page = page
        self.pieces: list[tuple[str, float, float, float, bool]] = []

    def visit(self, text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        """Take one piece; a line ends where it has a line end."""
        a, b = tm[0] * cm[0] + tm[1] * cm[2], tm[0] * cm[1] + tm[1] * cm[3]
        c, d = tm[2] * cm[0] + tm[3] * cm[2], tm[2] * cm[1] + tm[3] * cm[3]
        x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        if abs(b) > abs(a):  # the page lies on its side
            x, y = (y, -x) if b > 0 else (-y, x)
        elif d < 0:
            # Upside down, or a program that counts from above and turns its letters over once more.
            x, y = (-x, -y) if a < 0 else (x, y)
        name = str((font or {}).get("/BaseFont", "")).casefold()
        # What is written there may be no number, or one without end.
        height = abs(size) * math.hypot(c, d)
        place = [it if math.isfinite(it) else 0.0 for it in (x, y, height)]
        self.pieces.append((text, *place, any(word in name for word in BOLD)))  # type: ignore[arg-type]

    def lines(self) -> list[Line]:
        """Return the lines of the page that say something."""
        texts: list[list[tuple[str, float, float, float, bool]]] = [[]]
        for text, *facts in self.pieces:
            first, *others = text.split("\n")
            texts[-1].append((first, *facts))  # type: ignore[arg-type]
            texts += [[(other, *facts)] for other in others]  # type: ignore[list-item]
        return [line for it in texts if (line := self._line(it))]

    def _line(self, pieces: list[tuple[str, float, float, float, bool]]) -> Line | None:
        text = tidy("".join(piece[0] for piece in pieces))
        said = [piece for piece in pieces if piece[0].strip()]
        if not text or not said:
            return None
        sizes: Counter[float] = Counter()
        for piece, _x, _y, size, _bold in said:
            sizes[size] += len(piece)
        return Line(
            self.page,
            text,
            size=sizes.most_common(1)[0][0] or 1.0,
            x=min(piece[1] for piece in said),
            y=said[0][2],
            bold=all(piece[4] for piece in said),
        )


def tidy(text: str) -> str:
    """Return the text of a line without control characters and with single blanks."""
    plain = unicodedata.normalize("NFKC", text[: 2 * MAX_TEXT])
    bare = WORDS.sub(" ", UNWRITABLE.sub(" ", LEADERS.sub(" … ", plain)))
    return bare.strip()[:MAX_TEXT]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
