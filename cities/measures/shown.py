"""An indicator as it is shown: what sentence, table, drawing and download are all made of.

Small numbers are gone, gaps are computed and then rounded, and years without a figure have a row that says
so. Pure, as `gaps` is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cities.measures.gaps import (
    Figure,
    Move,
    Series,
    decimals_of,
    gap_of,
    gap_of_target,
    is_better,
    missing_years,
    move_of,
    rounded,
)
from cities.measures.suppression import Part, published_together


class State(StrEnum):
    """Whether there is a figure: shown, nowhere to be had, or of too few people."""

    SHOWN = "shown"
    MISSING = "missing"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Value:
    """A figure as it is shown, rounded; without an amount `state` says why."""

    amount: Decimal | None = None
    state: State = State.MISSING


@dataclass(frozen=True)
class Row:
    """One year, or one day of it where a year has several figures (`day` is None otherwise).

    `is_apart` says that the gap, from unrounded figures, is not the difference of the figures beside it.
    """

    year: int
    group: Value
    comparison: Value
    gap: Value
    day: date | None = None
    source: str = ""
    source_day: date | None = None
    note: str = ""
    is_baseline: bool = False
    is_apart: bool = False

    @property
    def place(self) -> float:
        """Where it stands on the line of years: a whole year at its beginning."""
        return self.year + ((self.day.timetuple().tm_yday - 1) / 366 if self.day else 0)


@dataclass(frozen=True)
class Shown:
    """An indicator as it is shown.

    `first` and `now` are the rows that are held against each other, the baseline and the newest: by their
    gaps, or where there are none (`by_gap` is False) by the group's figures. Both are None where nothing is
    shown.
    """

    series: Series
    rows: tuple[Row, ...]
    target: Row | None
    decimals: int
    by_gap: bool
    first: Row | None
    now: Row | None
    move: Move | None

    @property
    def is_empty(self) -> bool:
        """Whether there is no figure at all, shown or not."""
        states = {value.state for row in self.rows for value in (row.group, row.comparison)}
        return states <= {State.MISSING} and not any(row.note for row in self.rows)

    def amount(self, row: Row) -> Decimal | None:
        """Return what the sentence is about: the gap of a row, or its group's figure."""
        return (row.gap if self.by_gap else row.group).amount


def show(series: Series) -> Shown:
    """Return an indicator as it is shown; see `suppression.published` for several that share a whole."""
    return show_together([series])[0]


def show_together(series: Sequence[Series]) -> list[Shown]:
    """Return indicators that are compared with the same whole, as they are shown."""
    cleaned, hidden = published_together(series)
    return [
        _shown(each, {(cell.row, cell.part) for cell in hidden if cell.series == at})
        for at, each in enumerate(cleaned)
    ]


def _shown(series: Series, hidden: set[tuple[int, Part]]) -> Shown:
    decimals = decimals_of(series)
    baseline = _baseline(series)
    years = [figure.year for figure in series.figures]
    rows = [
        _row(series, number, hidden, decimals, names_day=years.count(figure.year) > 1, baseline=baseline)
        for number, figure in enumerate(series.figures)
    ]
    rows += [Row(year, Value(), Value(), Value()) for year in missing_years(years, series.every)]
    rows.sort(key=lambda row: row.place)
    by_gap = any(row.gap.amount is not None for row in rows)
    first, now = _ends(rows, by_gap=by_gap)
    return Shown(
        series,
        tuple(rows),
        _target(series, decimals),
        decimals,
        by_gap,
        first,
        now,
        _move(series, first, now) if by_gap and first is not now else None,
    )


def _baseline(series: Series) -> Figure | None:
    """Return the first figure of the year that all is held against; the earliest where no year is named."""
    wanted = [figure for figure in series.in_order if series.baseline in (None, figure.year)]
    return next(iter(wanted), None)


def _row(
    series: Series,
    number: int,
    hidden: set[tuple[int, Part]],
    decimals: int,
    *,
    names_day: bool,
    baseline: Figure | None,
) -> Row:
    figure: Figure = series.figures[number]
    group = _value(figure.group, decimals, is_hidden=(number, Part.GROUP) in hidden)
    comparison = _value(figure.comparison, decimals, is_hidden=(number, Part.COMPARISON) in hidden)
    gap = _value(
        gap_of(figure.group, figure.comparison, series.good),
        decimals,
        is_hidden=State.HIDDEN in (group.state, comparison.state),
    )
    return Row(
        figure.year,
        group,
        comparison,
        gap,
        figure.day if names_day else None,
        figure.source,
        figure.source_day,
        figure.note,
        is_baseline=figure is baseline,
        is_apart=gap.amount != gap_of(group.amount, comparison.amount, series.good),
    )


def _value(amount: Decimal | None, decimals: int, *, is_hidden: bool = False) -> Value:
    if is_hidden:
        return Value(None, State.HIDDEN)
    return Value() if amount is None else Value(rounded(amount, decimals), State.SHOWN)


def _target(series: Series, decimals: int) -> Row | None:
    target = series.target
    if target is None:
        return None
    gap = gap_of_target(target, series.good)
    group, comparison = _value(target.group, decimals), _value(target.comparison, decimals)
    between = gap_of(group.amount, comparison.amount, series.good)
    return Row(
        target.year,
        group,
        comparison,
        _value(gap, decimals),
        source=target.source,
        source_day=target.source_day,
        is_apart=between is not None and between != rounded(gap, decimals),
    )


def _ends(rows: Sequence[Row], *, by_gap: bool) -> tuple[Row | None, Row | None]:
    """Return the rows to hold against each other; the same one twice where there is only one."""
    known = [row for row in rows if (row.gap if by_gap else row.group).amount is not None]
    if not known:
        return None, None
    first = next((row for row in known if row.is_baseline), known[0])
    return first, known[-1]


def _move(series: Series, first: Row | None, now: Row | None) -> Move | None:
    """Return what became of the gap: the gaps as they are shown, the group by its figures as typed."""
    if first is None or now is None or first.gap.amount is None or now.gap.amount is None:
        return None
    before, after = _typed(series, first), _typed(series, now)
    better = before is not None and after is not None and is_better(before, after, series.good)
    return move_of(first.gap.amount, now.gap.amount, group_is_better=better)


def _typed(series: Series, row: Row) -> Decimal | None:
    """Return the group's figure of a row, unrounded."""
    figures = [it for it in series.figures if it.year == row.year and row.day in (None, it.day)]
    return figures[0].group if figures else None
