"""A CSV or Excel file as rows of texts, by the columns that we know; nothing of it is judged here.

A file comes from somebody's desk: it may say nothing of how its letters are written, separate by semicolons,
begin with a title, hold formulas, or be made to do harm. What cannot be read is refused with a sentence.
"""

import csv
import io
import re
import zipfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from defusedxml.ElementTree import iterparse
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from cities.launch.columns import BY_KEY, COLUMNS, EXAMPLE
from cities.launch.headings import TITLES, WIDEST, Headings, Lines, first_known, headings_of
from icaforum.audit.record import Refused
from icaforum.words.names import plain_words

MOST_ROWS = 2000
MOST_BYTES = 5_000_000
# Of a workbook, once it is unpacked: four times what two thousand full rows take.
MOST_UNPACKED, MOST_PARTS = 40_000_000, 500
# Its elements, since some kilobytes of small ones are read for minutes: nearly twice those of two thousand
# full rows. Styles cost most of all, and few lists have a hundred.
MOST_ELEMENTS, MOST_STYLES = 600_000, 100_000
READ_AT_ONCE = 1 << 20
COUNTED = 50_000  # what has more rows than that is not counted to the end
# A formula without a result, and an error of the spreadsheet: no text begins so, see `tidy`.
FORMULA, BROKEN = "\ue000formula", "\ue000broken"
# What PostgreSQL keeps in no text, what no list means, and the mark above.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ue000]")
# The quote that keeps a spreadsheet from reading a text, or a part of it, as a formula is no part of it.
_QUOTE = re.compile(r"(?:^|(?<=[;\n]))'(?=[=+\-@])")


class Unreadable(Refused):
    """The file is none that we read, holds no rows, or too many."""


@dataclass(frozen=True)
class RawRow:
    """One row: its number in the file, its texts by the key of their column, and what is odd about it."""

    number: int
    cells: dict[str, str]
    is_hidden: bool = False


@dataclass(frozen=True)
class Sheet:
    """What was read: the rows, and sentences on how."""

    rows: list[RawRow]
    notes: list[str] = field(default_factory=list)


def read(content: bytes, *, name: str) -> Sheet:
    """Return the rows of a file. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("This file is larger than 5 MB. A list of cities and people is far smaller."))
    if content.startswith(b"PK"):
        return _read_workbook(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            _(
                "This is an old Excel file, or one with a password. "
                "Please save it as .xlsx without a password."
            )
        )
    if content.startswith(b"%PDF") or name.lower().endswith((".ods", ".numbers", ".pdf", ".docx")):
        raise Unreadable(_("Please save the list as .xlsx or .csv, and choose that file."))
    return _read_text(content)


# Texts --------------------------------------------------------------------------------------------------


def _read_text(content: bytes) -> Sheet:
    text, note = decoded(content)
    if "\x00" in text:
        raise Unreadable(
            _("This is no list of texts. Please save it as .xlsx or .csv, and choose that file.")
        )
    tables = [_lines(text, delimiter) for delimiter in (",", ";", "\t", "|")]
    # The right sign between the cells is the one by which most headings are found.
    found = max((headings_of(lines), lines) for lines in tables if lines) if any(tables) else None
    if found is None or not found[0].columns:
        raise _no_headings(found=first_known(tables))
    return _sheet(found[1], found[0], notes=[note] if note else [])


def decoded(content: bytes) -> tuple[str, str]:
    """Return the text, and a sentence where the way in which its letters are written is a guess."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            try:
                return content.decode(encoding), ""
            except UnicodeDecodeError as error:
                raise Unreadable(
                    _("The letters of this file are damaged. Please save it once more.")
                ) from error
    try:
        return content.decode("utf-8"), ""
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    words = [word for word in text.split() if not word.isascii()][:3]
    said = _("The file does not say how its letters are written. We read it as Western European: %(words)s.")
    wrong = _("If that looks wrong, save it as .xlsx or “CSV UTF-8”.")
    return text, f"{said % {'words': ', '.join(words)}} {wrong}"


def records(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield the cells of each record of a CSV text. Raises csv.Error where a cell has no end.

    Where a quote is not closed, and would take all that follows into one cell, each line stands for itself.
    """
    try:
        for _cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error:
        for line in io.StringIO(text):
            yield next(csv.reader([line], delimiter=delimiter), [])
    else:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _lines(text: str, delimiter: str) -> Lines:
    """Return the lines of a text; none where this delimiter makes no table of it."""
    lines: list[tuple[int, list[str]]] = []
    try:
        for cells in records(text, delimiter):
            # Numbers as a spreadsheet shows them: a row for each record, not for each line of a text.
            # One cell more than is looked at, to say that there is more; a line can have millions.
            lines.append((len(lines) + 1, [tidy(cell) for cell in cells[: WIDEST + 1]]))
            if len(lines) > COUNTED:
                break
    except csv.Error:
        return []
    return lines


# Workbooks ----------------------------------------------------------------------------------------------


def _read_workbook(content: bytes) -> Sheet:
    _refuse_bomb(content)
    try:
        shown = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        typed = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        parts = [part for part in shown.worksheets if part.sheet_state == "visible"]
        # Of the other parts only the first lines are looked at: one row can make any number of empty ones.
        tops_read = [_cells(part, typed[part.title], most=TITLES) for part in parts]
        tops = [(part, headings_of(lines)) for part, lines in zip(parts, tops_read, strict=True)]
        with_headings = [(part, headings) for part, headings in tops if headings.columns]
        for part, _found in with_headings[:1]:
            lines, hidden = _cells(part, typed[part.title], most=COUNTED + 1), _hidden_rows(content, part)
    # openpyxl raises whatever the file's own parts raise: of zip, XML, numbers and dates.
    except Exception as error:
        raise Unreadable(
            _(
                "This Excel file is damaged, or made by a program that we do not know. "
                "Please save it once more."
            )
        ) from error
    if not with_headings:
        # Of the other lines nothing is read: the first ones hold the headings, if there are any.
        raise _no_headings(", ".join(part.title for part in parts), found=first_known(tops_read))
    (read_from, headings), *others = with_headings
    said = _("Read from the part “%(title)s” of the file.") % {"title": read_from.title}
    notes = [said] if len(parts) > 1 else []
    if more := ", ".join(part.title for part, _found in others):
        notes.append(
            _("These parts have such headings too, and are not read: %(titles)s.") % {"titles": more}
        )
    return _sheet(lines, headings, notes=notes, hidden=hidden)


def _refuse_bomb(content: bytes) -> None:
    """Raise Unreadable for an archive that is none, or would unpack into more than a list can be."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            is_workbook = any(part.filename == "xl/workbook.xml" for part in archive.infolist())
            swells = _swells(archive)
    # Of the zip, of how a part is packed, or of its password.
    except Exception as error:
        raise Unreadable(_("This Excel file is damaged. Please save it once more.")) from error
    if swells:
        raise Unreadable(_("This file unpacks into far more than a list of cities and people can be."))
    if not is_workbook:
        raise Unreadable(_("This is no Excel file. Please save the list as .xlsx or .csv."))


def _swells(archive: zipfile.ZipFile) -> bool:
    """Return whether the parts are too large, or reading them would take minutes."""
    parts = archive.infolist()
    # Python unpacks no more of a part than its head says.
    if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > MOST_PARTS:
        return True
    every = 0
    for part in parts:
        with archive.open(part) as source:
            # Each element counts as it begins and, apart from an empty one, as it ends.
            count = sum(piece.count(b"<") for piece in iter(lambda: source.read(READ_AT_ONCE), b""))
        every += count
        if every > MOST_ELEMENTS or ("style" in part.filename.lower() and count > MOST_STYLES):
            return True
    return False


def _cells(shown: Any, typed: Any, *, most: int) -> Lines:
    """Return the first lines of one part of a workbook, with results in place of formulas."""
    lines: list[tuple[int, list[str]]] = []
    rows = zip(shown.iter_rows(max_col=WIDEST), typed.iter_rows(max_col=WIDEST), strict=False)
    for number, (results, sources) in enumerate(rows, start=1):
        lines.append((number, [_text_of(*pair) for pair in zip(results, sources, strict=False)]))
        if number >= most:
            break
    return lines


def _text_of(result: Any, source: Any) -> str:
    """Return the text of a cell; a day is written as 2026-01-12."""
    value = result.value
    if value is None:
        return FORMULA if source.data_type == "f" else ""
    if result.data_type == "e":
        return BROKEN + str(value)
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return tidy(str(value))


def _hidden_rows(content: bytes, part: Any) -> set[int]:
    """Return the numbers of the rows that a filter or a hand has hidden."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(part._worksheet_path) as source:
        found: set[int] = set()
        for _event, element in iterparse(source, events=("start",)):
            if element.tag.endswith("}row") and element.get("hidden") in {"1", "true"}:
                found.add(int(element.get("r", 0)))
            elif element.tag.endswith("}sheetData"):
                continue
            element.clear()
        return found


# Rows -----------------------------------------------------------------------------------------------------


def _sheet(lines: Lines, headings: Headings, *, notes: list[str], hidden: Collection[int] = ()) -> Sheet:
    """Return the rows below the headings. Raises Unreadable for none, too many, or two equal headings."""
    if headings.twice:
        names = ", ".join(headings.twice)
        raise Unreadable(_("Two columns mean the same: %(names)s. Please take one out.") % {"names": names})
    rows = [
        RawRow(number, _by_column(cells, headings), is_hidden=number in hidden)
        for number, cells in lines[headings.line + 1 :]
        if any(cells) and not plain_words(_city_of(cells, headings)).startswith(plain_words(EXAMPLE) + " ")
    ]
    if not rows:
        raise Unreadable(_("There are headings, and no row below them."))
    if len(rows) > MOST_ROWS:
        count = intcomma(len(rows)) if len(lines) <= COUNTED else f"> {intcomma(COUNTED)}"
        words = _("This file has %(count)s rows, and at most 2,000 are read at once. Please split it.")
        raise Unreadable(words % {"count": count})
    for heading, key in headings.taken:
        words = _("Read “%(heading)s” as %(column)s.")
        notes = [*notes, words % {"heading": heading, "column": BY_KEY[key].heading}]
    if headings.unknown:
        names = ", ".join(headings.unknown)
        notes = [*notes, _("Not read, since we do not know these headings: %(names)s.") % {"names": names}]
    return Sheet(rows, notes)


def _city_of(cells: list[str], headings: Headings) -> str:
    """Return what stands under the heading of the city."""
    at = headings.columns.index("city")
    return cells[at] if at < len(cells) else ""


def _by_column(cells: list[str], headings: Headings) -> dict[str, str]:
    """Return the texts by the key of their column; «more» holds what stands beyond the last heading."""
    found = {key: cell for key, cell in zip(headings.columns, cells, strict=False) if key and cell}
    if any(cells[len(headings.columns) :]):
        found["more"] = "1"
    return found


def tidy(text: str) -> str:
    """Return a text without spaces around it, of whatever kind, and with single ones within a line."""
    text = _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    tidied = "\n".join(lines).strip("\n \u200b\ufeff")
    return _QUOTE.sub("", tidied)


def _no_headings(parts: str = "", *, found: Sequence[str] = ()) -> Unreadable:
    """Return why nothing was read: no heading at all, or, beside those `found`, what is missing."""
    if len(set(found)) > 1 and "city" not in found:
        facts = {"found": ", ".join(str(BY_KEY[key].heading) for key in dict.fromkeys(found))}
        facts["missing"] = str(BY_KEY["city"].heading)
        return Unreadable(
            _("We found %(found)s, and no column “%(missing)s”. Name the column of the cities so.") % facts
        )
    names = ", ".join(str(column.heading) for column in COLUMNS[:8])
    where = _("in the parts %(parts)s") % {"parts": parts} if parts else _("in the first lines")
    words = _(
        "We looked %(where)s for these headings and did not find them: %(names)s. Begin with the template."
    )
    return Unreadable(words % {"where": where, "names": names})
