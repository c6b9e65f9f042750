"""All that a page shows of one indicator, in words and as drawings, for `gap.html` and `small_gap.html`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from cities.measures import wording
from cities.measures.drawing import draw, draw_small
from cities.measures.gaps import Series
from cities.measures.sheet import NARROW, WIDE, Drawing, SmallGap
from cities.measures.shown import Row, Shown, State, Value, show, show_together


@dataclass(frozen=True)
class Cell:
    """A figure in the table, or why there is none."""

    text: str
    is_there: bool = True


@dataclass(frozen=True)
class TableRow:
    """A row of the table; `mark` says of two of them what they are, such as «baseline»."""

    when: str
    group: Cell
    comparison: Cell
    gap: Cell
    source: str
    source_day: date | None
    note: str
    mark: str = ""
    is_target: bool = False


@dataclass(frozen=True)
class Figures:
    """One indicator on a page; `key` begins the ids of its parts, and is another one for each on a page."""

    key: str
    shown: Shown
    sentence: wording.Sentence
    change: str
    about: str
    in_short: str
    heads: tuple[str, str, str]
    notes: tuple[str, ...]
    small: SmallGap | None
    dotted: str

    @cached_property
    def rows(self) -> tuple[TableRow, ...]:
        """The table; made when it is asked for, as the drawings are: lists have neither."""
        rows = [_table_row(self.shown, row) for row in self.shown.rows]
        if self.shown.target:
            rows.append(_table_row(self.shown, self.shown.target, is_target=True))
        return tuple(rows)

    @cached_property
    def wide(self) -> Drawing | None:
        """The drawing for wide screens."""
        return draw(self.shown, WIDE)

    @cached_property
    def narrow(self) -> Drawing | None:
        """The drawing for a phone."""
        return draw(self.shown, NARROW)

    @property
    def name(self) -> str:
        """What is measured."""
        return self.shown.series.name

    @property
    def group(self) -> str:
        """Of whom."""
        return self.shown.series.group

    @property
    def comparison(self) -> str:
        """Whom they are compared with; empty for nobody."""
        return self.shown.series.comparison

    @property
    def is_empty(self) -> bool:
        """Whether there are no figures, so that a page leaves all of it out."""
        return self.shown.is_empty


def figures_of(series: Series, *, key: str = "gap") -> Figures:
    """Return what a page shows of an indicator."""
    return _figures(show(series), key)


def figures_together(series: Sequence[Series], *, key: str = "gap") -> list[Figures]:
    """Return what a page shows of indicators that are compared with the same whole."""
    return [_figures(shown, f"{key}-{number}") for number, shown in enumerate(show_together(series), start=1)]


def _figures(shown: Shown, key: str) -> Figures:
    notes = (wording.missing(shown), wording.not_shown(shown), wording.apart(shown))
    sentence = wording.sentence(shown)
    return Figures(
        key,
        shown,
        sentence,
        wording.change(shown),
        wording.about(shown.series),
        wording.in_short(shown),
        wording.heads(shown.series),
        tuple(note for note in notes if note and note != str(sentence)),
        draw_small(shown),
        _dotted(shown),
    )


def _dotted(shown: Shown) -> str:
    """Return what a dotted line means in this drawing."""
    if any(State.HIDDEN in (row.group.state, row.comparison.state) for row in shown.rows):
        return _("not measured, not shown, or to come")
    return _("not measured, or to come")


def _table_row(shown: Shown, row: Row, *, is_target: bool = False) -> TableRow:
    mark = _("target") if is_target else _("baseline") if row.is_baseline else ""
    return TableRow(
        wording.when(row),
        _cell(shown, row.group, is_target=is_target),
        _cell(shown, row.comparison, is_target=is_target),
        _gap_cell(shown, row.gap),
        row.source,
        row.source_day,
        row.note,
        mark,
        is_target,
    )


def _cell(shown: Shown, value: Value, *, is_target: bool) -> Cell:
    if is_target and value.amount is None:
        return Cell("–", is_there=False)
    words = wording.value_in_words(value, shown.series.unit, shown.decimals)
    return Cell(words, value.amount is not None)


def _gap_cell(shown: Shown, value: Value) -> Cell:
    """Return the gap as a number alone: its unit stands in the head of the column."""
    if value.amount is not None:
        return Cell(wording.number(value.amount, shown.decimals))
    return Cell(_("not shown") if value.state == State.HIDDEN else "–", is_there=False)
