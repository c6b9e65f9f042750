"""Figures of a city for a group and for whom it is compared with, and the gap between the two.

Pure: no rows, no clock, no words for people. A gap is counted so that a positive one says that the group
fares worse; it comes from the unrounded figures and is rounded once, at the end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise


class Kind(StrEnum):
    """What is counted: a share of a whole in percent, a plain number, or something with its own words."""

    SHARE = "share"
    NUMBER = "number"
    OTHER = "other"


class Good(StrEnum):
    """Which direction is good for whom the figure is about."""

    HIGH = "high"
    LOW = "low"


class Against(StrEnum):
    """Whom the group is compared with: others, everybody with the group among them, or the sum of all."""

    OTHERS = "others"
    WHOLE = "whole"
    TOTAL = "total"


class Move(StrEnum):
    """What became of a gap from the first figures to the newest."""

    NARROWED = "narrowed"
    OTHERS_FELL_BACK = "others-fell-back"
    CLOSED = "closed"
    CLOSED_OTHERS_FELL_BACK = "closed-others-fell-back"
    AS_BEFORE = "as-before"
    WIDER = "wider"
    WIDER_THOUGH_BETTER = "wider-though-better"
    TURNED_OVER = "turned-over"
    TURNED_OVER_OTHERS_FELL_BACK = "turned-over-others-fell-back"
    OPENED = "opened"
    EVEN = "even"
    STAYED_AHEAD = "stayed-ahead"


@dataclass(frozen=True)
class Unit:
    """What figures are counted in; `words` and `one` («minutes», «minute») only where the kind is OTHER."""

    kind: Kind = Kind.SHARE
    words: str = ""
    one: str = ""


@dataclass(frozen=True)
class Figure:
    """What was observed in a year, or on a day of it; None where nothing is known.

    `group_n` and `comparison_n` are the numbers of people behind the two, which nobody is shown. `note` says
    why something is missing.
    """

    year: int
    group: Decimal | None = None
    comparison: Decimal | None = None
    day: date | None = None
    source: str = ""
    source_day: date | None = None
    note: str = ""
    group_n: int | None = None
    comparison_n: int | None = None

    @property
    def at(self) -> date:
        """The day by which figures stand in order: of a whole year its first."""
        return self.day or date(self.year, 1, 1)


@dataclass(frozen=True)
class Target:
    """What a city wants to reach by a year: the two figures, or the gap alone."""

    year: int
    group: Decimal | None = None
    comparison: Decimal | None = None
    gap: Decimal | None = None
    source: str = ""
    source_day: date | None = None


@dataclass(frozen=True)
class Series:
    """An indicator with all its figures.

    `name` says what is measured, `group` and `comparison` of whom, in the city's words; without a comparison
    there is no gap. `baseline` is the year that all is held against, at first the earliest. `decimals` are
    shown at most, fewer where nothing was typed so finely. `every` is the number of years between figures as
    planned. `adds_up` says that each figure holds all before it, such as people reached so far.
    """

    name: str
    group: str
    figures: tuple[Figure, ...]
    comparison: str = ""
    unit: Unit = Unit()
    good: Good = Good.HIGH
    against: Against = Against.OTHERS
    target: Target | None = None
    baseline: int | None = None
    decimals: int | None = None
    every: int = 1
    adds_up: bool = False

    @property
    def in_order(self) -> list[Figure]:
        """The figures from the earliest on."""
        return sorted(self.figures, key=lambda figure: figure.at)


def gap_of(group: Decimal | None, comparison: Decimal | None, good: Good) -> Decimal | None:
    """Return by how much the group fares worse, unrounded; negative where it fares better."""
    if group is None or comparison is None:
        return None
    return comparison - group if good == Good.HIGH else group - comparison


def gap_of_target(target: Target, good: Good) -> Decimal | None:
    """Return the gap that is aimed at: as it was typed, or else of the two figures."""
    return gap_of(target.group, target.comparison, good) if target.gap is None else target.gap


# Rounding ---------------------------------------------------------------------------------------------------


def decimals_of(series: Series) -> int:
    """Return how many decimals all figures of the series are shown with.

    As many as the finest of them was typed with, and no more than the city chose.
    """
    typed = [amount for figure in series.figures for amount in (figure.group, figure.comparison)]
    if target := series.target:
        typed += [target.group, target.comparison, target.gap]
    finest = max((_decimals(amount) for amount in typed if amount is not None), default=0)
    return finest if series.decimals is None else min(series.decimals, finest)


def _decimals(amount: Decimal) -> int:
    """Return the decimals of an amount without zeros at their end, which a database may have added."""
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def rounded(amount: Decimal | None, decimals: int) -> Decimal | None:
    """Return an amount as it is shown: a half goes away from nought, and nought has no sign."""
    if amount is None:
        return None
    return amount.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP) + 0


# Years ------------------------------------------------------------------------------------------------------


def missing_years(years: Iterable[int], every: int = 1) -> list[int]:
    """Return the years between the first and the last of those given for which there should be a figure."""
    known = sorted(set(years))
    step = max(1, every)
    return [year for first, second in pairwise(known) for year in range(first + step, second, step)]


def runs(years: Sequence[int]) -> list[tuple[int, int]]:
    """Return years in order as the first and last of each run without a hole."""
    found: list[tuple[int, int]] = []
    for year in years:
        if found and found[-1][1] == year - 1:
            found[-1] = found[-1][0], year
        else:
            found.append((year, year))
    return found


# What changed -----------------------------------------------------------------------------------------------


def move_of(first: Decimal, now: Decimal, *, group_is_better: bool) -> Move:
    """Return what became of a gap, from the two as they are shown.

    «Narrowed» is said only where the group itself fares better than at first: otherwise the others fell back.
    """
    if now == first:
        return Move.AS_BEFORE
    if first <= 0 < now:
        return Move.OPENED
    if first < 0:
        return Move.EVEN if now == 0 else Move.STAYED_AHEAD
    better, fell_back = (
        (Move.WIDER_THOUGH_BETTER, Move.WIDER)
        if now > first
        else (Move.TURNED_OVER, Move.TURNED_OVER_OTHERS_FELL_BACK)
        if now < 0
        else (Move.CLOSED, Move.CLOSED_OTHERS_FELL_BACK)
        if now == 0
        else (Move.NARROWED, Move.OTHERS_FELL_BACK)
    )
    return better if group_is_better else fell_back


def is_better(before: Decimal, after: Decimal, good: Good) -> bool:
    """Whether a figure has moved into the good direction."""
    return after > before if good == Good.HIGH else after < before
