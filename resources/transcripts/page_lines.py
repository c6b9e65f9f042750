"""A line of a file as it stands on its page, and which lines stand at the edges."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple


class Edges(NamedTuple):
    """How many lines at the upper and at the lower edge may be running heads, and how often these repeat."""

    lines: int = 2
    repeats: int = 3


EDGES = Edges()


@dataclass(frozen=True)
class Line:
    """A line: its page from 1 on, the size of its letters, where it begins (upwards, in points)."""

    page: int
    text: str
    size: float = 1.0
    x: float = 0.0
    y: float = 0.0
    bold: bool = False
    edge: bool = False


def with_edges(lines: Iterable[Line]) -> list[Line]:
    """Return the lines, the uppermost and lowest of each page marked; a page with few lines has no edges."""
    marked: list[Line] = []
    for _page, group in groupby(lines, key=lambda line: line.page):
        on_page = list(group)
        heights = sorted({round(line.y) for line in on_page})
        outer = {*heights[: EDGES.lines], *heights[-EDGES.lines :]}
        marked += [replace(line, edge=round(line.y) in outer) for line in on_page]
    return marked
