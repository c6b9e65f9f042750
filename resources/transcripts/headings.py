"""Which lines of a file are headings: by its own contents list, else by the size of their letters."""

import re
from collections import Counter
from collections.abc import Sequence

from resources.transcripts.page_lines import Line

LONGEST = 200
DEEPEST = 3
LARGER = 1.15
"""So many times the size of the text: letters of a heading."""
NOT_A_LETTER = re.compile(r"[\W\d_]+")

Title = tuple[int, str, int]
"""An entry of a contents list: level from 1 on, title, page from 1 on."""


def body_size(lines: Sequence[Line]) -> float:
    """Return the size of most letters."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[_rounded(line.size)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 1.0


def levels_of(lines: Sequence[Line], titles: Sequence[Title]) -> dict[int, int]:
    """Return the level of each line that is part of a heading, by its number."""
    by_titles, matched = _by_titles(lines, titles)
    # A list of which most is not to be found in the text («Slide 1») says nothing of its headings.
    if titles and 2 * matched >= len(titles):
        return by_titles
    return _by_size(lines)


def _by_titles(lines: Sequence[Line], titles: Sequence[Title]) -> tuple[dict[int, int], int]:
    """Return the lines that the titles name, on their pages, and how many titles were found."""
    on_page: dict[int, list[int]] = {}
    for number, line in enumerate(lines):
        on_page.setdefault(line.page, []).append(number)
    levels: dict[int, int] = {}
    matched = 0
    for level, title, page in titles:
        wanted = _letters(title)
        numbers = [it for it in on_page.get(page, []) if it not in levels]
        found = wanted and next((run for it in numbers if (run := _run(lines, it, wanted))), ())
        if found:
            matched += 1
            levels |= dict.fromkeys(found, min(level, DEEPEST))
    return levels, matched


def _run(lines: Sequence[Line], start: int, wanted: str) -> range | None:
    """Return the lines from `start` on, three at most, that together are the wanted title."""
    said = ""
    for end in range(start, min(start + 3, len(lines))):
        said += _letters(lines[end].text)
        if said == wanted:
            return range(start, end + 1)
        if not said or not wanted.startswith(said):
            return None
    return None


def _by_size(lines: Sequence[Line]) -> dict[int, int]:
    """Return the lines in larger letters, the largest as level 1, and those in bold ones beneath them."""
    body = body_size(lines)
    large = [it for it, line in enumerate(lines) if line.size >= LARGER * body and _can_head(line)]
    sizes = sorted({_rounded(lines[it].size) for it in large}, reverse=True)
    levels = {it: min(sizes.index(_rounded(lines[it].size)) + 1, DEEPEST) for it in large}
    bold = [it for it in range(len(lines)) if it not in levels and _stands_out(lines, it, body)]
    below = min(len(sizes) + 1, DEEPEST)
    levels |= dict.fromkeys(bold, below)
    letters = sum(len(line.text) for line in lines)
    # A file that shouts all along has no headings.
    return levels if sum(len(lines[it].text) for it in levels) <= 0.4 * letters else {}


def _can_head(line: Line) -> bool:
    return len(line.text) <= LONGEST and len(_letters(line.text)) >= 2


def _stands_out(lines: Sequence[Line], number: int, body: float) -> bool:
    """Whether a line in bold stands by itself, with other text beneath it."""
    line = lines[number]
    if not line.bold or line.size < 0.95 * body or len(line.text) > 100 or not _can_head(line):
        return False
    first = line.text[0]
    if line.text.endswith((".", ",", ";")) or not (first.isdigit() or first == first.upper()):
        return False
    after = lines[number + 1] if number + 1 < len(lines) else None
    return after is not None and after.page == line.page and not after.bold


def _letters(text: str) -> str:
    """Return what two ways to write a title have in common: its letters."""
    return NOT_A_LETTER.sub("", text).casefold()


def _rounded(size: float) -> float:
    return round(size * 2) / 2
