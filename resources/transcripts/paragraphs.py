"""Makes paragraphs, points and headings of the lines of a file: pure, without a look at the file itself.

What repeats at the edges of pages is left out, words cut at line ends are mended, and a paragraph goes on
over the end of a page; where it does, its text holds a TURN.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from resources.transcripts import headings as heads
from resources.transcripts.page_lines import EDGES, Line

TURN = "\f"
"""Within a paragraph: here the next page begins. No file can write it, since control characters go."""
LONGEST = 6_000
"""The letters of one block; what is longer is cut between words."""
MOST = 40_000
"""The blocks of one file."""

LETTERS_OF_NUMBERS = re.compile(r"\d+")
NUMBER_ALONE = re.compile(r"\D{0,12}?(\d{1,4})(?:\s*(?:/|of|von|de|sur|di)\s*\d{1,4})?\W{0,3}", re.IGNORECASE)
POINT = re.compile(r"(?:[•‣▪●○◦∙⁃■□✓✔➢►❖]\s*|[-–—*·]\s+)(?=\S)")
COUNTED = re.compile(r"(?:\(?(?:\d{1,3}|[a-zA-Z])[.)]|\d{1,2}(?:\.\d{1,2}){1,3}\.?)\s+\S")
SENTENCE_ENDS = re.compile(r"[.!?:…。！？؟]['\"’”»)\]]*$")
CUT_WORD = re.compile(r"([^\W\d_]{2,})([-\u2010\u00ad])$")
GOES_ON = re.compile(r"[^\W\d_]+")
HYPHENED = re.compile(r"[^\W\d_]+[-\u2010][^\W\d_]+")


@dataclass(frozen=True)
class Block:
    """A heading (`level` from 1 on), a point of a list, or a paragraph. `page` is where it begins."""

    page: int
    kind: str
    text: str
    level: int = 0


def blocks_of(lines: Sequence[Line], titles: Sequence[tuple[int, str, int]] = ()) -> list[Block]:
    """Return what the lines of a file say, in their order.

    `titles` are the entries of its own contents list: level, title, page.
    """
    kept = without_edges(lines)
    levels = heads.levels_of(kept, titles)
    flow = _Flow(kept)
    for number, line in enumerate(kept):
        flow.take(line, levels.get(number, 0))
        if len(flow.blocks) >= MOST:
            break
    return [piece for block in flow.blocks for piece in _cut(block)][:MOST]


def plain_blocks(text: str) -> list[Block]:
    """Return the paragraphs of a text of which only its lines are known; their pages are not (0)."""
    lines = [Line(0, it.strip(), y=-1.2 * at) for at, it in enumerate(text.split("\n")) if it.strip()]
    return blocks_of(lines)


# What repeats at the edges of pages -------------------------------------------------------------------------


def without_edges(lines: Sequence[Line]) -> list[Line]:
    """Return the lines without running heads, running feet and page numbers."""
    body = heads.body_size(lines)
    edges = [line for line in lines if line.edge and line.size <= 1.1 * body]
    repeated = Counter(key for _page, key in {(line.page, _place_and_words(line)) for line in edges})
    # A number at the edge counts the pages where it goes up with them.
    counting = Counter(step for _page, step in {(line.page, _step(line)) for line in edges})
    del counting[None]
    dropped = {
        id(line)
        for line in edges
        if repeated[_place_and_words(line)] >= EDGES.repeats or counting[_step(line)] >= 2
    }
    return [line for line in lines if id(line) not in dropped]


def _place_and_words(line: Line) -> tuple[int, str]:
    return round(line.y / 6), LETTERS_OF_NUMBERS.sub("#", line.text.casefold())


def _step(line: Line) -> int | None:
    """Return how much more than its page a line says that is nothing but a number."""
    match = NUMBER_ALONE.fullmatch(line.text)
    return int(match[1]) - line.page if match else None


# Lines to paragraphs ----------------------------------------------------------------------------------------


class _Flow:
    """Takes line after line, and knows whether one goes on with what came before."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.blocks: list[Block] = []
        self.last: Line | None = None
        lengths = sorted(len(line.text) for line in lines)
        # Most lines of a text are full; those of tables and lists are not, and are left as they are.
        self.full = lengths[int(len(lengths) * 0.8)] if lengths else 0
        self.leading = _leading(lines)
        self.hyphened = Counter(it.casefold() for line in lines for it in HYPHENED.findall(line.text))
        self.words = {it.casefold() for line in lines for it in GOES_ON.findall(line.text)}

    def take(self, line: Line, level: int) -> None:
        """Add one line, of a heading where it has a level."""
        before, self.last = self.last, line
        open_block = self.blocks[-1] if self.blocks else None
        if level:
            if before and open_block and self._is_same_heading(before, line, open_block, level):
                self._go_on(open_block, line)
            else:
                self.blocks.append(Block(line.page, "heading", line.text, level))
        elif point := POINT.match(line.text):
            self.blocks.append(Block(line.page, "point", line.text[point.end() :]))
        elif before and open_block and open_block.kind != "heading" and self._goes_on(before, line):
            self._go_on(open_block, line)
        else:
            self.blocks.append(Block(line.page, "text", line.text))

    def _is_same_heading(self, before: Line, line: Line, block: Block, level: int) -> bool:
        return (
            block.kind == "heading"
            and block.level == level
            and before.page == line.page
            and 0 < before.y - line.y < 2 * line.size
            and abs(before.size - line.size) < 0.5
            and len(block.text) + len(line.text) < heads.LONGEST
            and not COUNTED.match(line.text)
        )

    def _goes_on(self, before: Line, line: Line) -> bool:
        """Whether a line belongs to the paragraph of the line before it."""
        ends, starts_small = bool(SENTENCE_ENDS.search(before.text)), line.text[:1].islower()
        is_cut, is_counted = bool(CUT_WORD.search(before.text)), bool(COUNTED.match(line.text))
        if line.page != before.page:
            # Over the end of a page only where the sentence plainly does.
            follows = (starts_small and not ends and not is_counted) or is_cut
            return line.page == before.page + 1 and follows
        if is_counted and not is_cut:
            return False
        # A word of a program among others makes a line look smaller; the sentence goes on all the same.
        is_other_size = abs(line.size - before.size) > 0.1 * before.size
        step = before.y - line.y
        if step <= 0:  # further up: the next column, or a box
            return starts_small and not ends
        is_far = step > 1.35 * self.leading * before.size
        if is_far or (is_other_size and (ends or not starts_small)):
            return False
        is_short = len(before.text) < self.full * (0.75 if ends else 0.45)
        is_indented = ends and line.x > before.x + 0.7 * line.size
        return is_cut or not (is_short or is_indented)

    def _go_on(self, block: Block, line: Line) -> None:
        """Add a line to a block; a word that was cut at the end of the line before becomes whole."""
        turn = TURN * (line.page - block.page - block.text.count(TURN))
        text, rest = block.text, line.text
        cut, following = CUT_WORD.search(text), GOES_ON.match(rest)
        if cut and following and rest[0].islower():
            if not self._has_own_hyphen(cut[1], cut[2], following[0]):
                text = text[: cut.start(2)]
            # The page turns after the word, not within it.
            text, rest = text + following[0], rest[following.end() :]
            text += turn
        else:
            text += turn or " "
        self.blocks[-1] = replace(block, text=text + rest)

    def _has_own_hyphen(self, start: str, sign: str, rest: str) -> bool:
        """Whether the hyphen stands in the word elsewhere as well: «climate-resilient», not «resi-lient»."""
        # A soft hyphen is there for the end of a line alone.
        whole = (start + rest).casefold()
        joined = f"{start}-{rest}".casefold()
        return sign != "\u00ad" and whole not in self.words and self.hyphened[joined] > 0


def _leading(lines: Sequence[Line]) -> float:
    """Return the usual step from line to line, in sizes of its letters."""
    steps = [
        (one.y - two.y) / one.size
        for one, two in pairwise(lines)
        if one.page == two.page and one.size and 0.8 < (one.y - two.y) / one.size < 2.5
    ]
    return min(median(steps), 1.8) if steps else 1.3


def _cut(block: Block) -> Iterable[Block]:
    """Yield a block in pieces of LONGEST letters at most, cut between words where there are any."""
    text, page = block.text, block.page
    while len(text) > LONGEST:
        at = text.rfind(" ", 1, LONGEST)
        at = at if at > 0 else LONGEST
        yield replace(block, text=text[:at], page=page)
        page += text[:at].count(TURN)
        text = text[at:].lstrip(" ")
    yield replace(block, text=text, page=page)
