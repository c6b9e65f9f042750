"""The figures of an indicator as a CSV file: those of the table, to the last digit, and no others."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from cities.launch.columns import EXAMPLE
from cities.measures import wording
from cities.measures.gaps import Series
from cities.measures.shown import Row, Shown, State, Value
from icaforum.audit.admin.exports import Cell, csv_file


def csv_of(shown: Shown) -> bytes:
    """Return the table as CSV that spreadsheets open as it is; no cell of it is a formula.

    Numbers have a point, whatever the language. A figure of few people is «not shown», a missing one empty.
    """
    group, comparison, gap = wording.heads(shown.series)
    who = [group, comparison, gap] if shown.series.comparison else [group]
    head = [_("Year"), *who, _("What it is"), _("Source"), _("Date of the source"), _("Note")]
    rows = [_row(shown, row, _("baseline") if row.is_baseline else "") for row in shown.rows]
    if shown.target:
        rows.append(_row(shown, shown.target, _("target")))
    return csv_file([head, *rows])


def template_of(series: Series) -> bytes:
    """Return an empty sheet for figures of an indicator, with an example that is not read."""
    group, comparison, _gap = wording.heads(series)
    who: list[Cell] = [group, comparison] if comparison else [group]
    people: list[Cell] = [_("People in the group"), *([_("People in the comparison")] if comparison else [])]
    head = [_("Year"), *who, *people, _("Source"), _("Date of the source"), _("Note")]
    numbers: list[Cell] = [33, 64, 210, 1900] if comparison else [33, 210]
    example = [f"{EXAMPLE} 2022", *numbers, _("Survey at the door"), date(2022, 12, 4), ""]
    return csv_file([head, example])


def _row(shown: Shown, row: Row, mark: str) -> list[Cell]:
    when: int | date = row.day or row.year
    values = [row.group, row.comparison, row.gap] if shown.series.comparison else [row.group]
    return [when, *map(_amount, values), mark, row.source, row.source_day, row.note]


def _amount(value: Value) -> Decimal | str:
    if value.amount is None:
        return _("not shown") if value.state == State.HIDDEN else ""
    # Three decimals could be read as thousands: with a nought behind them they cannot.
    return value.amount.quantize(Decimal("1e-4")) if value.amount.as_tuple().exponent == -3 else value.amount
