"""The drawing of hours: a row for each region, a dot for each hour at which webinars began there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from cities.measures.sheet import Box, Dot, Drawing, Label, Line, at

NIGHTS = ((0, 6), (23, 24))
TICKS = (6, 12, 18, 23)
NOWHERE = Box(0, 0, 0, 0)  # nothing else looks for room here


@dataclass(frozen=True)
class Hours:
    """The size of the drawing; with `above` the names stand above their lines."""

    width: int
    left: int
    row: int
    size: int
    radius: float
    above: bool = False


WIDE = Hours(880, 250, 36, 13, 9)
NARROW = Hours(350, 8, 48, 12, 6, above=True)
HEAD = 30


def hours_drawn(
    rows: Sequence[tuple[str, str]], found: Mapping[tuple[str, int], int], sheet: Hours
) -> Drawing | None:
    """Return the drawing of these regions, by key and name; the area of a dot is how often. None for none."""
    if not rows or not found:
        return None
    hour = (sheet.width - sheet.left - 8) / 24
    height = HEAD + sheet.row * len(rows) + 6
    most = max(found.values())

    def x(number: float) -> float:
        return sheet.left + hour * number

    band = "".join(f"M{at(x(a))} {HEAD}H{at(x(b))}V{height}H{at(x(a))}z" for a, b in NIGHTS)
    labels = [
        Label(at(x(number)), at(HEAD - 10), "middle", "chart__soft", f"{number}:00", NOWHERE)
        for number in TICKS
    ]
    lines, dots = [], []
    for place, (key, name) in enumerate(rows):
        y = HEAD + sheet.row * place + sheet.row * (0.68 if sheet.above else 0.5)
        lines.append(Line(f"M{at(x(0))} {at(y)}H{at(x(24))}", "draw-line", "1"))
        where = (x(0), y - sheet.radius - 6) if sheet.above else (0, y + sheet.size * 0.35)
        labels.append(Label(at(where[0]), at(where[1]), "start", "chart__name chart__halo", name, NOWHERE))
        for number in range(24):
            if count := found.get((key, number), 0):
                css = "fill-coral" if any(a <= number < b for a, b in NIGHTS) else "fill-forest"
                radius = max(1.8, sheet.radius * sqrt(count / most))
                dots.append(Dot(at(x(number + 0.5)), at(y), at(radius), css))
    return Drawing(
        f"0 0 {sheet.width} {height}", str(sheet.size), (), band, tuple(lines), tuple(dots), tuple(labels)
    )
