"""Figures of few people are not shown, nor is a second one where it would give the first one back.

Pure. What is protected, each by the people behind it:

- the group's figure and that of whom it is compared with;
- what a reader finds by subtracting the group from the whole, or all groups that share a whole: the others;
- what a reader finds by subtracting a year from another, where figures add up over the years.

Where the whole would give one of them back it goes too. What goes is decided by the numbers of people alone:
that a figure is gone says nothing of what it was. The reader is taken to know this rule and the numbers of
people, though the Forum shows none of them. What has no number of people is taken to be of many: only the
city knows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from cities.measures.gaps import Against, Series

FEWEST = 10
"""People behind a figure; with fewer it is not shown."""


class Part(StrEnum):
    """Which of the two figures of a year."""

    GROUP = "group"
    COMPARISON = "comparison"


class Cell(NamedTuple):
    """One figure: in which of the series, of which of its rows, and which of the two."""

    series: int
    row: int
    part: Part


def is_small(people: int | None) -> bool:
    """Whether so few people are behind a figure that it is not shown; an unknown number is taken for many."""
    return people is not None and people < FEWEST


def published(series: Series) -> tuple[Series, frozenset[Cell]]:
    """Return a series without what must not be shown, and which cells those were.

    For indicators that have the whole in common, such as two groups against the same average of the city, use
    `published_together`: each of them may give a figure of the other back.
    """
    cleaned, hidden = published_together([series])
    return cleaned[0], hidden


def published_together(series: Sequence[Series]) -> tuple[list[Series], frozenset[Cell]]:
    """Return series that are compared with the same whole, without what must not be shown, and those cells.

    Numbers of people go too: nothing that is made of what comes back can tell them.
    """
    hidden: set[Cell] = set()
    for at, each in enumerate(series):
        hidden |= set(_small_cells(at, each))
        if each.adds_up:
            hidden |= _small_steps(at, each, hidden)
    # Each round may take a whole that another one is the same as, so until nothing more goes.
    before = -1
    while len(hidden) > before:
        before = len(hidden)
        for rows in _same_time(series):
            hidden |= _seconds(series, rows, hidden)
        for at, each in enumerate(series):
            is_gone = any(cell.series == at and cell.part == Part.COMPARISON for cell in hidden)
            if is_gone and each.adds_up and each.against != Against.OTHERS:
                # Of a sum that grows, the years around a hidden one would say nearly what it was.
                hidden |= set(_wholes(at, each))
    return [_cleaned(at, each, hidden) for at, each in enumerate(series)], frozenset(hidden)


def _small_cells(at: int, series: Series) -> Iterator[Cell]:
    """Yield the figures that have few people behind them."""
    for row, figure in enumerate(series.figures):
        if is_small(figure.group_n) and figure.group is not None:
            yield Cell(at, row, Part.GROUP)
        if is_small(figure.comparison_n) and figure.comparison is not None:
            yield Cell(at, row, Part.COMPARISON)


def _wholes(at: int, series: Series) -> Iterator[Cell]:
    for row, figure in enumerate(series.figures):
        if figure.comparison is not None:
            yield Cell(at, row, Part.COMPARISON)


def _cleaned(at: int, series: Series, hidden: set[Cell]) -> Series:
    figures = [
        replace(
            figure,
            group=None if Cell(at, row, Part.GROUP) in hidden else figure.group,
            comparison=None if Cell(at, row, Part.COMPARISON) in hidden else figure.comparison,
            group_n=None,
            comparison_n=None,
        )
        for row, figure in enumerate(series.figures)
    ]
    return replace(series, figures=tuple(figures))


# Subtracting a year from another ----------------------------------------------------------------------------


def _small_steps(at: int, series: Series, hidden: set[Cell]) -> set[Cell]:
    """Return the figures that, less the last one shown before them, would be of few people.

    Where the others would be, who are in the whole and not in the group, the whole is never shown.
    """
    rows = sorted(enumerate(series.figures), key=lambda pair: pair[1].at)
    groups, wholes, others = [], [], []
    for row, figure in rows:
        group, whole = Cell(at, row, Part.GROUP), Cell(at, row, Part.COMPARISON)
        if figure.group is not None and group not in hidden:
            groups.append((row, figure.group_n))
        if figure.comparison is not None and whole not in hidden:
            wholes.append((row, figure.comparison_n))
        if figure.group_n is not None and figure.comparison_n is not None:
            others.append((row, figure.comparison_n - figure.group_n))
    found = {Cell(at, row, Part.GROUP) for row in _steps(groups)}
    found |= {Cell(at, row, Part.COMPARISON) for row in _steps(wholes)}
    if series.against != Against.OTHERS and any(_steps(others)):
        found |= set(_wholes(at, series))
    return found


def _steps(counts: Sequence[tuple[int, int | None]]) -> list[int]:
    """Return the rows that cannot be shown beside those before them, from numbers of people in order."""
    found: list[int] = []
    last: int | None = None
    is_after_hidden = False
    for row, people in counts:
        if people is None:
            continue
        step = FEWEST if last is None else abs(people - last)
        # No step at all tells of nobody; but after a hidden year it would say what that one was.
        if step >= FEWEST or (step == 0 and not is_after_hidden):
            last, is_after_hidden = people, False
        else:
            found.append(row)
            is_after_hidden = True
    return found


# Subtracting from the whole ---------------------------------------------------------------------------------


def _same_time(series: Sequence[Series]) -> Iterator[dict[int, int]]:
    """Yield the rows, by their series, that are of the same time and parts of the same whole."""
    times: dict[date, dict[int, int]] = {}
    for at, each in enumerate(series):
        for row, figure in enumerate(each.figures):
            if each.against != Against.OTHERS:
                times.setdefault(figure.at, {})[at] = row
    yield from times.values()


def _seconds(series: Sequence[Series], rows: Mapping[int, int], hidden: set[Cell]) -> set[Cell]:
    """Return the whole of one time, in each of the series, where it would give something back; else nothing.

    It goes by the numbers of people alone. Were it kept where it is far from all and from nobody, that it is
    gone would say that it is near.
    """
    figures = [series[at].figures[row] for at, row in rows.items()]
    wholes = {Cell(at, row, Part.COMPARISON) for at, row in rows.items()}
    people = [figure.group_n for figure in figures if figure.group is not None and figure.group_n is not None]
    every = min((it.comparison_n for it in figures if it.comparison_n is not None), default=None)
    if not (wholes & hidden or any(map(is_small, people)) or _leaves_few(every, people)):
        return set()
    return {cell for cell in wholes if series[cell.series].figures[cell.row].comparison is not None}


def _leaves_few(every: int | None, groups: Sequence[int]) -> bool:
    """Whether some of the groups, taken from everybody, leave a few people."""
    if every is None:
        return False
    sums = {0}
    for people in groups:
        sums |= {people + other for other in sums if people + other < every}
    return any(every - taken < FEWEST for taken in sums)
