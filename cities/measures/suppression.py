"""Figures of few people are not shown, nor is a second one where it would give the first one back.

Pure. What is protected, each by the people behind it:

- the group's figure and that of whom it is compared with;
- what a reader finds by subtracting the group from the whole, or all groups that share a whole: the others.
  A group and its others, as one indicator shows them, are the whole for all others of the measure;
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

from cities.measures.gaps import Against, Figure, Series

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
    small, times = frozenset(hidden), list(_same_time(series))
    for rows in times:
        hidden |= _other_halves(series, rows, small)
    # Each round may take a whole that another one is the same as, so until nothing more goes.
    before = -1
    while len(hidden) > before:
        before = len(hidden)
        for rows in times:
            hidden |= _seconds(series, rows, hidden)
        for at, each in enumerate(series):
            if each.adds_up:
                hidden |= _around(at, each, hidden, small)
    return [_cleaned(at, each, hidden) for at, each in enumerate(series)], frozenset(hidden)


def _small_cells(at: int, series: Series) -> Iterator[Cell]:
    """Yield the figures that have few people behind them."""
    for row, figure in enumerate(series.figures):
        if is_small(figure.group_n) and figure.group is not None:
            yield Cell(at, row, Part.GROUP)
        if is_small(figure.comparison_n) and figure.comparison is not None:
            yield Cell(at, row, Part.COMPARISON)


def _all_of(at: int, series: Series, part: Part) -> Iterator[Cell]:
    for row, figure in enumerate(series.figures):
        if (figure.group if part == Part.GROUP else figure.comparison) is not None:
            yield Cell(at, row, part)


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
        found |= set(_all_of(at, series, Part.COMPARISON))
    return found


def _around(at: int, series: Series, hidden: set[Cell], small: frozenset[Cell]) -> set[Cell]:
    """Return every year of what went for another figure: those around would say nearly what it was.

    Of a whole also where it went for its own sake.
    """
    mine = {cell for cell in hidden if cell.series == at}
    if series.against == Against.OTHERS:
        parts = {cell.part for cell in mine - small}
    else:
        parts = {cell.part for cell in mine} & {Part.COMPARISON}
    return {cell for part in parts for cell in _all_of(at, series, part)}


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
    """Yield the rows with figures, by their series, that may be of the same time.

    The only figure of a year is taken to be of each day on which another series has one of several.
    """
    years: dict[int, dict[int, list[int]]] = {}
    for at, each in enumerate(series):
        for row, figure in enumerate(each.figures):
            if figure.group is not None or figure.comparison is not None:
                years.setdefault(figure.year, {}).setdefault(at, []).append(row)
    for found in years.values():
        only = {at: rows[0] for at, rows in found.items() if len(rows) == 1}
        days: dict[date, dict[int, int]] = {}
        for at, rows in found.items():
            for row in rows if len(rows) > 1 else ():
                days.setdefault(series[at].figures[row].at, {})[at] = row
        yield from [only | of_a_day for of_a_day in days.values()] or [only]


def _other_halves(series: Sequence[Series], rows: Mapping[int, int], small: frozenset[Cell]) -> set[Cell]:
    """Return both halves of each row «with others» of which one is small, where another series has that time.

    The two halves are the whole: one of them, taken from a whole that is found elsewhere, is the other.
    """
    found: set[Cell] = set()
    for at, row in rows.items():
        halves = {Cell(at, row, part) for part in Part}
        if len(rows) > 1 and series[at].against == Against.OTHERS and halves & small:
            found |= {cell for part in Part for cell in _all_of(at, series[at], part) if cell in halves}
    return found


def _seconds(series: Sequence[Series], rows: Mapping[int, int], hidden: set[Cell]) -> set[Cell]:
    """Return the whole of one time, in each of the series, where it would give something back; else nothing.

    Of a row «with others» these others, who are the whole together with the group. It goes by the numbers of
    people alone. Were it kept where it is far from all and from nobody, that it is gone would say that it is
    near.
    """
    if len(rows) == 1 and all(series[at].against == Against.OTHERS for at in rows):
        return set()
    figures = [(series[at], series[at].figures[row]) for at, row in rows.items()]
    wholes = {Cell(at, row, Part.COMPARISON) for at, row in rows.items()}
    people = [it.group_n for _series, it in figures if it.group is not None and it.group_n is not None]
    sizes = {_everybody(each, figure) for each, figure in figures}
    if not (
        wholes & hidden or any(map(is_small, people)) or any(_leaves_few(every, people) for every in sizes)
    ):
        return set()
    return {cell for cell in wholes if series[cell.series].figures[cell.row].comparison is not None}


def _everybody(series: Series, figure: Figure) -> int | None:
    """Return how many people are in the whole; None where that is not known."""
    if series.against != Against.OTHERS:
        return figure.comparison_n
    if figure.group_n is None or figure.comparison_n is None:
        return None
    return figure.group_n + figure.comparison_n


def _leaves_few(every: int | None, groups: Sequence[int]) -> bool:
    """Whether some of the groups, taken from everybody, leave a few people."""
    if every is None:
        return False
    sums = {0}
    for people in groups:
        sums |= {people + other for other in sums if people + other < every}
    return any(every - taken < FEWEST for taken in sums)
