"""The drawing of an indicator's figures: where lines, dots and words stand, on a wide sheet and on a phone's.

Pure arithmetic over what is shown. Positions are texts, since a template would write numbers as the reader's
language does. Colours are classes; the words beside the drawing say all that it shows.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from babel.numbers import format_compact_decimal
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from cities.measures.gaps import Kind, Move
from cities.measures.sheet import (
    BROKEN,
    DOTTED,
    RING,
    WIDE,
    Box,
    Dot,
    Drawing,
    Label,
    Line,
    Point,
    Sheet,
    SmallGap,
    at,
    path,
    ticks_of,
    width_of,
)
from cities.measures.shown import Row, Shown, State, Value
from cities.measures.wording import figure_in_words, gap_in_words, number

STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
COMPACT_FROM = 1_000_000
LONGEST_GAP = 16  # letters of a gap's words in the drawing; longer ones are a number alone


def draw(shown: Shown, sheet: Sheet = WIDE) -> Drawing | None:
    """Return the drawing of the figures; None for fewer than two, which need none."""
    if sum(row.group.amount is not None for row in shown.rows) < 2:
        return None
    return _Drafting(shown, sheet).drawing()


class _Drafting:
    """One drawing while it is made: the scales, and the room that is taken on the sheet."""

    def __init__(self, shown: Shown, sheet: Sheet) -> None:
        self.shown, self.sheet = shown, sheet
        self.labels: list[Label] = []
        self.taken: list[Box] = []
        self.target = _target_with_figures(shown)
        self.rows = [*shown.rows, *([self.target] if self.target else [])]
        amounts = [
            value.amount
            for row in self.rows
            for value in (row.group, row.comparison)
            if value.amount is not None
        ]
        self.ticks = ticks_of(min(amounts), max(amounts))
        self.texts = _tick_texts(shown, self.ticks)
        self.left = 12 + max(width_of(text, sheet.size) for text in self.texts)
        self.right = sheet.width - sheet.room
        places = [row.place for row in self.rows]
        self.first, self.span = min(places), (max(places) - min(places)) or 1
        closest = min((b - a for a, b in pairwise(sorted(set(places)))), default=1) / self.span
        # Of many years the dots are small enough to be told apart.
        self.dot = max(0.3, min(1, closest * (self.right - self.left) / 15))

    def drawing(self) -> Drawing:
        """Return all of it; what is placed first has its room."""
        dots = tuple(self._dots())
        for dot in dots:
            x, y, r = float(dot.x), float(dot.y), float(dot.r) + 1
            self.taken.append(Box(x - r, y - r, x + r, y + r))
        self._place_ticks()
        self._place_years()
        lines = tuple(self._lines())
        self._place_gaps()
        self._place_names()
        self._place_notes()
        return Drawing(
            f"0 0 {self.sheet.width} {self.sheet.height}",
            str(self.sheet.size),
            tuple(f"M{at(self.left)} {at(self.y(tick))}H{at(self.right)}" for tick in self.ticks),
            self._area(),
            lines,
            dots,
            tuple(self.labels),
        )

    # Scales

    def x(self, row: Row) -> float:
        """Return where a row stands."""
        return self.left + (self.right - self.left) * (row.place - self.first) / self.span

    def y(self, amount: Decimal) -> float:
        """Return how high an amount stands."""
        part = (amount - self.ticks[0]) / (self.ticks[-1] - self.ticks[0])
        return self.sheet.bottom - (self.sheet.bottom - self.sheet.top) * float(part)

    def points(self, part: str, rows: Iterable[Row]) -> list[Point]:
        """Return the points of the group's or the comparison's line, where there is a figure."""
        values = [(row, getattr(row, part)) for row in rows]
        return [(self.x(row), self.y(value.amount)) for row, value in values if value.amount is not None]

    # Lines

    def _area(self) -> str:
        """Return the outline between both lines, from the first to the last row that has both figures."""
        both = [row for row in self.shown.rows if row.gap.amount is not None]
        if len(both) < 2:
            return ""
        rows = [row for row in self.shown.rows if both[0].place <= row.place <= both[-1].place]
        return path([*self.points("comparison", rows), *reversed(self.points("group", rows))]) + "z"

    def _lines(self) -> Iterator[Line]:
        for part, css, width in (("comparison", "draw-edge", "2"), ("group", "draw-forest", "2.6")):
            for points, is_whole in self._pieces(part):
                yield Line(path(points), css, width, "" if is_whole else DOTTED)
        yield from self._uprights()

    def _pieces(self, part: str) -> Iterator[tuple[list[Point], bool]]:
        """Yield a line in pieces, and whether each is whole: dotted ones lead over holes, to the target."""
        known = [
            (place, row) for place, row in enumerate(self.shown.rows) if getattr(row, part).amount is not None
        ]
        run: list[Row] = [row for _place, row in known[:1]]
        for (before, one), (after, other) in pairwise(known):
            if after == before + 1:
                run.append(other)
                continue
            if len(run) > 1:
                yield self.points(part, run), True
            yield self.points(part, [one, other]), False
            run = [other]
        if len(run) > 1:
            yield self.points(part, run), True
        target = self.target
        if known and target and getattr(target, part).amount is not None:
            last = known[-1][1]
            if target.place > last.place:
                yield self.points(part, [last, target]), False

    def _uprights(self) -> Iterator[Line]:
        for row, is_target in self._marked():
            low, high = sorted(self._ends(row))
            if high - low > 16:
                x = at(self.x(row))
                dash = BROKEN if is_target else ""
                yield Line(f"M{x} {at(low + 7)}V{at(high - 7)}", "draw-ink", "1.6", dash)

    def _marked(self) -> list[tuple[Row, bool]]:
        """Return the rows whose gap is written into the drawing, and whether it is the target."""
        shown = self.shown
        rows = [row for row in (shown.first, shown.now) if row and shown.by_gap]
        marked = [(row, False) for row in dict.fromkeys(rows)]
        target = self.target
        if target and None not in (target.group.amount, target.comparison.amount):
            marked.append((target, True))
        return marked

    def _ends(self, row: Row) -> tuple[float, float]:
        return self.y(row.group.amount or Decimal(0)), self.y(row.comparison.amount or Decimal(0))

    def _dots(self) -> Iterator[Dot]:
        for row in self.shown.rows:
            for x, y in self.points("comparison", [row]):
                yield Dot(at(x), at(y), at(4.5 * self.dot), "draw-edge fill-page", at(2 * self.dot))
        for row in self.shown.rows:
            for x, y in self.points("group", [row]):
                yield Dot(at(x), at(y), at(6 * self.dot), "fill-forest")
        if target := self.target:
            for x, y in self.points("comparison", [target]):
                yield Dot(at(x), at(y), "4.5", "draw-edge fill-page", "2", RING)
            for x, y in self.points("group", [target]):
                yield Dot(at(x), at(y), "5.5", "draw-forest fill-page", "2", RING)

    # Words

    def _place_ticks(self) -> None:
        for tick, text in zip(self.ticks, self.texts, strict=True):
            spot = (self.left - 10, self.y(tick) + 4.5, "end")
            self._place(text, [spot], "chart__soft")

    def _place_years(self) -> None:
        """Write the years below: those that the sentence names, then as many others as there is room for."""
        y = self.sheet.height - 10
        named = [row for row in (self.shown.first, self.target, self.shown.now) if row]
        said: set[int] = set()
        for row in [*named, *self._steps()]:
            if row.year in said or row.place < self.first:
                continue
            css = "chart__soft chart__strong" if row in named else "chart__soft"
            said.add(row.year)
            self._place(str(row.year), [(self.x(row), y, "middle")], css, margin=6)

    def _steps(self) -> list[Row]:
        """Return rows for the years of the line at even steps, as close as there is room for."""
        first, last = int(self.first), max(row.year for row in self.rows)
        room = (self.right - self.left) / self.span
        need = width_of("2000", self.sheet.size) + 12
        step = next(step for step in STEPS if step * room >= need or step == STEPS[-1])
        return [Row(year, Value(), Value(), Value()) for year in range(first, last + 1, step)]

    def _place_gaps(self) -> None:
        size = self.sheet.size * 1.15
        for row, is_target in reversed(self._marked()):
            x, (high, low) = self.x(row), sorted(self._ends(row))
            above, below = high - 12, low + 12 + size * 0.7
            middle = (high + low) / 2 + size * 0.35
            beside = 16 if is_target and self.sheet.is_wide else 9
            spots = [(x + beside, middle, "start"), (x - 9, middle, "end")]
            spots += [(x + 9, y, "start") for y in (above, below)]
            spots += [(x - 9, y, "end") for y in (above, below)]
            text = self._gap_text(row, is_target=is_target)
            css = "chart__gap chart__halo"
            if not self._place(text, spots, css, size=size, is_bold=True, is_clear=True):
                self._place(text, spots, css, size=size, is_bold=True)

    def _gap_text(self, row: Row, *, is_target: bool) -> str:
        amount, decimals = row.gap.amount or Decimal(0), self.shown.decimals
        said = gap_in_words(amount, self.shown.series.unit, decimals)
        if len(said) > LONGEST_GAP or (is_target and not self.sheet.is_wide):
            said = number(amount, decimals)
        return _("Target: %(gap)s") % {"gap": said} if is_target and self.sheet.is_wide else said

    def _place_names(self) -> None:
        """Write who the lines are of, beside their last points, or where there is room along the line."""
        series, size = self.shown.series, self.sheet.size
        for part, other, name, css in (
            ("group", "comparison", series.group, "chart__name chart__halo"),
            ("comparison", "group", series.comparison, "chart__soft chart__halo"),
        ):
            along: list[tuple[float, float, str]] = []
            beside: list[tuple[float, float, str]] = []
            for row in self.rows:
                for x, y in self.points(part, [row]):
                    # Away from the other line, as far as that is known here.
                    is_above = all(y <= height for _x, height in self.points(other, [row]))
                    away = -12 if is_above else size + 8
                    along += [(x, y + away, anchor) for anchor in ("start", "middle", "end")]
                    moves = (-6, 4.5, -14, -22) if is_above else (18, 4.5, 26, 34)
                    beside = [(x + 16, y + move, "start") for move in moves]
            if name:
                spots = [*beside, *along] if self.sheet.is_wide else along
                self._place(name, spots, css, is_bold=True, is_clear=True)

    def _place_notes(self) -> None:
        """Write where the group's line has no figure, once for each hole."""
        size = self.sheet.size
        rows = self.shown.rows
        known = [place for place, row in enumerate(rows) if row.group.amount is not None]
        for before, after in pairwise(known):
            between = rows[before + 1 : after]
            if not between:
                continue
            hidden = any(row.group.state == State.HIDDEN for row in between)
            (x1, y1), (x2, y2) = self.points("group", [rows[before], rows[after]])
            x, y = (x1 + x2) / 2, (y1 + y2) / 2
            text = _("not shown") if hidden else _("no figure")
            # The steeper the line, the further away, so that it runs through no letter.
            away = min(60.0, abs((y2 - y1) / (x2 - x1)) * width_of(text, size) / 2)
            spots = [(x, y + size + 4 + away, "middle"), (x, y - 8 - away, "middle")]
            self._place(text, spots, "chart__soft chart__halo")

    def _place(
        self,
        text: str,
        spots: Sequence[tuple[float, float, str]],
        css: str,
        *,
        size: float = 0,
        is_bold: bool = False,
        margin: float = 1,
        is_clear: bool = False,
    ) -> bool:
        """Write a text at the first of the spots where it has room, and return whether there is one.

        With `is_clear` no line may run through it.
        """
        size = size or self.sheet.size
        width = width_of(text, size, is_bold=is_bold)
        for x, y, anchor in spots:
            left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
            box = Box(left - margin, y - size * 0.8, left + width + margin, y + size * 0.25)
            if not self._is_free(box) or (is_clear and self._is_crossed(box)):
                continue
            self.labels.append(Label(at(x), at(y), anchor, css, text, box))
            self.taken.append(box)
            return True
        return False

    def _is_crossed(self, box: Box) -> bool:
        pieces = [points for part in ("group", "comparison") for points, _whole in self._pieces(part)]
        return any(box.is_crossed(*ends) for points in pieces for ends in pairwise(points))

    def _is_free(self, box: Box) -> bool:
        is_inside = (
            box.left >= 0
            and box.top >= 0
            and box.right <= self.sheet.width
            and box.bottom <= self.sheet.height
        )
        return is_inside and not any(box.meets(other) for other in self.taken)


def _target_with_figures(shown: Shown) -> Row | None:
    """Return the target where it can be drawn: a gap alone has no height."""
    target = shown.target
    if target is None or (target.group.amount is None and target.comparison.amount is None):
        return None
    return target


# Words of ticks ---------------------------------------------------------------------------------------------


def _tick_texts(shown: Shown, ticks: Sequence[Decimal]) -> list[str]:
    """Return what stands beside the lines: long ones in short, where they stay clear; the top one with %."""
    decimals = max(0, *(-int(tick.normalize().as_tuple().exponent) for tick in ticks))
    texts = [number(tick, decimals) for tick in ticks]
    if max(abs(tick) for tick in ticks) >= COMPACT_FROM:
        locale = to_locale(get_language() or "en")
        short = [format_compact_decimal(tick, locale=locale, fraction_digits=2) for tick in ticks]
        if len(set(short)) == len(short):
            texts = [text.replace("-", "−") for text in short]
    if shown.series.unit.kind == Kind.SHARE:
        texts[-1] = figure_in_words(ticks[-1], shown.series.unit, decimals)
    return texts


# The small gap ----------------------------------------------------------------------------------------------


def draw_small(shown: Shown) -> SmallGap | None:
    """Return the small gap; None where no gap is shown."""
    if not shown.by_gap or shown.first is None or shown.now is None:
        return None
    first, now = (float(row.gap.amount or 0) for row in (shown.first, shown.now))
    low, high = min(0.0, first, now), max(0.0, first, now)
    scale = 46 / ((high - low) or 1)
    zero, x1, x2 = (6 + scale * (amount - low) for amount in (0.0, first, now))
    if shown.first is shown.now:
        return SmallGap(at(zero), at(x2))
    if abs(x1 - x2) < 2:
        return SmallGap(at(zero), at(x2), at(x1), is_same=True)
    is_wider = shown.move in {Move.WIDER, Move.WIDER_THOUGH_BETTER, Move.OPENED}
    return SmallGap(at(zero), at(x2), at(x1), f"M{at(x1)} 7H{at(x2)}", is_wider=is_wider)
