"""The template to fill in, and a sheet with the answers given so far, as Excel and CSV files."""

import io
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cities.directory.tiers import TIER_CHOICES
from cities.launch.columns import COLUMNS
from cities.launch.models import LaunchRow
from cities.launch.reading import BROKEN, FORMULA, MOST_ROWS
from cities.people.models import Officer
from icaforum.audit.admin.exports import KINDS, csv_file


def template(kind: str) -> bytes:
    """Return the empty sheet with an example that is not read; `kind` is «xlsx» or «csv»."""
    rows = [[str(column.heading) for column in COLUMNS], [column.example for column in COLUMNS]]
    return csv_file(rows) if kind == "csv" else _workbook(rows)


def corrected(kind: str, rows: Iterable[LaunchRow]) -> bytes:
    """Return the rows that are not left out, with the answers in place of what the file said."""
    headings = [str(column.heading) for column in COLUMNS]
    kept = [[_shown(row.typed.get(it.key, "")) for it in COLUMNS] for row in rows if not row.left_out]
    return KINDS[kind][1]([headings, *kept])


def _shown(text: str) -> str:
    return text.removeprefix(BROKEN) if text != FORMULA else ""


def _workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """Return the template with lists to choose from, and a part that says how each column is filled in."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _("Members")
    _fill(sheet, rows)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = 24
        if choices := _choices(COLUMNS[cell.column - 1].key):
            words = f'"{",".join(choices)}"'
            rule = DataValidation("list", formula1=words, allow_blank=True, showErrorMessage=False)
            rule.add(f"{cell.column_letter}2:{cell.column_letter}{MOST_ROWS + 1}")
            sheet.add_data_validation(rule)
    sheet.freeze_panes = "B2"
    helps = book.create_sheet(_("How to fill it in"))
    _fill(helps, [[str(it.heading), str(it.help), it.example] for it in COLUMNS])
    helps.column_dimensions["A"].width, helps.column_dimensions["B"].width = 34, 90
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _fill(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    for row in rows:
        sheet.append(list(row))
    for row_of_cells in sheet.iter_rows():
        for cell in row_of_cells:
            # A text is a text, whatever it begins with.
            if isinstance(cell.value, str):
                cell.data_type = "s"


def _choices(column: str) -> list[str]:
    """Return what the template offers in a column, in the reader's words."""
    found = {"tier": TIER_CHOICES, "role": Officer.Role.choices}.get(column, [])
    return [str(label) for _value, label in found]
