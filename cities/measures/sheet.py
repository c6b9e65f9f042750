"""A sheet to draw on: its sizes, what can stand on it, and the arithmetic of positions. Pure."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

DOTTED, BROKEN, RING = "2 6", "1 5", "2.4 2.2"  # of a line, an upright, a ring
MOST_STEPS = 4

Point = tuple[float, float]


@dataclass(frozen=True)
class Sheet:
    """The size of a drawing, and where its lines begin and end."""

    width: int
    height: int
    bottom: int
    room: int  # to the right of the lines
    size: int  # of the type
    top: int = 34
    is_wide: bool = True


WIDE = Sheet(712, 330, bottom=296, room=150, size=13)
NARROW = Sheet(350, 300, bottom=266, room=30, size=12, is_wide=False)


@dataclass(frozen=True)
class Line:
    """A path, by its class; `dash` is empty for a whole line."""

    d: str
    css: str
    width: str
    dash: str = ""


@dataclass(frozen=True)
class Dot:
    """A dot or a ring."""

    x: str
    y: str
    r: str
    css: str
    width: str = ""
    dash: str = ""


@dataclass(frozen=True)
class Box:
    """The room of something on the sheet."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether two rooms share a point."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def is_crossed(self, start: Point, end: Point) -> bool:
        """Whether the line between two points runs through this room (Liang and Barsky)."""
        enters, leaves = 0.0, 1.0
        for begin, stop, low, high in (
            (start[0], end[0], self.left, self.right),
            (start[1], end[1], self.top, self.bottom),
        ):
            way = stop - begin
            if way == 0:
                if not low < begin < high:
                    return False
                continue
            near, far = sorted(((low - begin) / way, (high - begin) / way))
            enters, leaves = max(enters, near), min(leaves, far)
        return enters < leaves


@dataclass(frozen=True)
class Label:
    """Words on the sheet; `x`, `y` are their baseline, `anchor` is SVG's text-anchor, `box` their room."""

    x: str
    y: str
    anchor: str
    css: str
    text: str
    box: Box


@dataclass(frozen=True)
class Drawing:
    """All that a template draws, from the bottom up."""

    view_box: str
    size: str
    grid: tuple[str, ...]
    area: str
    lines: tuple[Line, ...]
    dots: tuple[Dot, ...]
    labels: tuple[Label, ...]

    @property
    def has_dotted(self) -> bool:
        """Whether a line leads where nothing was measured."""
        return any(line.dash == DOTTED for line in self.lines)


@dataclass(frozen=True)
class SmallGap:
    """The small gap of a list, 66 wide: `zero` is where there is none, `first` the ring, `now` the dot.

    Left is better. Both at one place (`is_same`) are a dot in a ring; without `first` there is one figure.
    """

    zero: str
    now: str
    first: str = ""
    line: str = ""
    is_same: bool = False
    is_wider: bool = False


def at(position: float) -> str:
    """Return a position as SVG has it, to a tenth, which is finer than a line."""
    said = f"{position:.1f}".removesuffix(".0")
    return "0" if said == "-0" else said


def path(points: Sequence[Point]) -> str:
    """Return the path through the points."""
    return "M" + " ".join(f"{at(x)} {at(y)}" for x, y in points)


def width_of(text: str, size: float, *, is_bold: bool = False) -> float:
    """Return the width of a text on the sheet, rather too much than too little."""
    return size * sum(map(_letter, text)) * (1.05 if is_bold else 1)


def _letter(sign: str) -> float:
    """Return the width of a letter as a part of the size of the type."""
    if unicodedata.east_asian_width(sign) in "WF" or sign in "mwMW%@":
        return 1.0
    if sign in "iljtfrI.,:;'()|! \u00a0\u202f":
        return 0.32
    if sign.isdigit():
        return 0.64
    return 0.76 if sign.isupper() else 0.55


def ticks_of(low: Decimal, high: Decimal) -> list[Decimal]:
    """Return round amounts at even steps, from at most the lowest figure to at least the highest."""
    if low == high:
        room = abs(low) / 10 or Decimal(1)
        low, high = low - room, high + room
    power = Decimal(10) ** ((high - low) / MOST_STEPS).adjusted()
    for factor in (1, 2, Decimal("2.5"), 5, 10, 20):
        step = factor * power
        first = (low / step).to_integral_value(ROUND_FLOOR)
        last = (high / step).to_integral_value(ROUND_CEILING)
        if last - first <= MOST_STEPS:
            break
    return [step * (first + count) for count in range(int(last - first) + 1)]
