"""A CSV of figures, each row with its verdict. Nothing of a file is taken while one of its rows is not clear.

What a file may look like is what the launch import reads: any encoding of spreadsheets, commas or semicolons,
headings in any language of the portal. The names that a city gave its group and comparison are headings too.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.launch.columns import EXAMPLE, Column
from cities.launch.problems import TO_FIX, Unclear
from cities.launch.reading import Unreadable, decoded, records, tidy
from cities.launch.values import read_day
from cities.measures.amounts import NotANumber, mark_in, read_number
from cities.measures.gaps import Against, Figure, Kind, Series, decimals_of, rounded
from icaforum.words.names import plain_words

MOST_BYTES, MOST_ROWS, MOST_LINES, MOST_CELLS = 500_000, 200, 1_000, 40
TITLES = 10  # lines above the headings
EARLIEST, MOST_PEOPLE = 1900, 10_000_000_000
LONGEST = {"source": 200, "note": 500}

COLUMNS = (
    Column(
        "when", gettext_lazy("Year"), gettext_lazy("A year, or a day of it."), ("Date", "Datum", "Day", "Tag")
    ),
    Column("group", gettext_lazy("Group"), gettext_lazy("The figure of the group."), ("Value", "Wert")),
    Column(
        "comparison",
        gettext_lazy("Comparison"),
        gettext_lazy("The figure of whom it is compared with."),
        ("Average", "Durchschnitt", "Others", "All"),
    ),
    Column(
        "group_n",
        gettext_lazy("People in the group"),
        gettext_lazy("How many people are behind the figure. It is not shown to anybody."),
        ("n", "n group", "n of the group", "group n"),
    ),
    Column(
        "comparison_n",
        gettext_lazy("People in the comparison"),
        gettext_lazy("How many people are behind the other figure."),
        ("n comparison", "n of the comparison", "comparison n"),
    ),
    Column("source", gettext_lazy("Source"), gettext_lazy("Where the figures are from.")),
    Column("source_day", gettext_lazy("Date of the source"), gettext_lazy("The day of the survey or paper.")),
    Column("note", gettext_lazy("Note"), gettext_lazy("Why there is no figure."), ("Remark", "Comment")),
)
# They stand in our own download: a gap is always computed, and a target is typed on the page.
OURS = (
    Column("gap", gettext_lazy("Gap"), "", ("Gap, points", "Lücke, Punkte")),
    Column("mark", gettext_lazy("What it is"), ""),
)
MISSING = {plain_words(word) for word in ("", "n/a", "no figure", "keine Zahl", "k. A.", "none", "null")}
# What our own download says: of what a row is, and of a figure of few people, which stays as it stands.
TARGET = Column("target", gettext_lazy("target"), "")
NOT_SHOWN = Column("not_shown", gettext_lazy("not shown"), "")
AMOUNTS, PEOPLE = ("group", "comparison"), ("group_n", "comparison_n")


@dataclass(frozen=True)
class ReadRow:
    """One row of the file: its number there, what was typed, and its figure or what is wrong."""

    number: int
    cells: Mapping[str, str]
    figure: Figure | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What was read: every row with its verdict, and sentences on how."""

    rows: tuple[ReadRow, ...]
    notes: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether every row can be taken."""
        return all(not row.problems for row in self.rows)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures of all rows; none of them while one row has a problem."""
        return tuple(row.figure for row in self.rows if row.figure) if self.is_clean else ()


def read(content: bytes, *, series: Series, today: date) -> Reading:
    """Return the rows of a CSV file of figures for an indicator. Raises Unreadable for what is no such file.

    `today` is by the database's clock: no figure is of a day to come. `series` has the figures that stand:
    what the file has as the download shows it, rounded or not shown, is as it stands. A row with nothing but
    its year is none.
    """
    text, note = _text(content)
    lines, columns, begin = _table(text, series)
    notes = [note] if note else []
    rows = _rows(lines[begin + 1 :], columns, begin + 2)
    if not rows:
        raise Unreadable(_("There are headings, and no row below them."))
    if len(rows) > MOST_ROWS:
        words = _("This file has %(count)d rows, and at most %(most)d are read at once.")
        raise Unreadable(words % {"count": len(rows), "most": MOST_ROWS})
    targets = [row for row in rows if plain_words(row.cells.get("mark", "")) in TARGET.headings]
    if targets:
        notes.append(_("The row of the target is not read: it is changed on the page."))
    kept = [row for row in rows if row not in targets and not _is_blank(row)]
    if unknown := [cell for cell, key in zip(lines[begin], columns, strict=False) if cell and not key]:
        words = _("Not read, since we do not know these headings: %(names)s.")
        notes.append(words % {"names": ", ".join(unknown)})
    mark = _mark(kept)
    judged = [_judged(row, series, mark, today) for row in kept]
    return Reading(tuple(_with_twice(judged)), (*notes, *_doubts(judged, series)))


# The file ---------------------------------------------------------------------------------------------------


def _text(content: bytes) -> tuple[str, str]:
    if len(content) > MOST_BYTES:
        raise Unreadable(_("This file is larger than 500 kB. Two hundred rows are far smaller."))
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise Unreadable(_("This is no CSV file. Please save the figures as .csv, and choose that file."))
    text, note = decoded(content)
    if "\x00" in text:
        raise Unreadable(_("This is no list of texts. Please save the figures as .csv."))
    return text, note


def _table(text: str, series: Series) -> tuple[list[list[str]], list[str], int]:
    """Return the lines by the sign between cells that finds most headings; their keys, and their line."""
    known = _headings(series)
    best: tuple[int, list[list[str]], list[str], int] | None = None
    for delimiter in (",", ";", "\t"):
        lines = _lines(text, delimiter)
        for at, cells in enumerate(lines[:TITLES]):
            keys = [known.get(plain_words(cell), "") for cell in cells]
            count = len({key for key in keys if key})
            if {"when", "group"} <= set(keys) and (best is None or count > best[0]):
                best = count, lines, keys, at
    if best is None:
        names = ", ".join(str(column.heading) for column in COLUMNS)
        words = _("We looked in the first lines for these headings and did not find them: %(names)s.")
        raise Unreadable(words % {"names": names})
    _count, lines, keys, at = best
    twice = [cell for cell, key in zip(lines[at], keys, strict=False) if key and keys.count(key) > 1]
    if twice:
        words = _("Two columns mean the same: %(names)s. Please take one out.")
        raise Unreadable(words % {"names": ", ".join(twice)})
    return lines, keys, at


def _headings(series: Series) -> dict[str, str]:
    """Return the key of each heading that is understood, as `plain_words` writes it; own names come last."""
    found = {heading: column.key for column in (*COLUMNS, *OURS) for heading in column.headings}
    for key, name in (("group", series.group), ("comparison", series.comparison)):
        with_unit = _("%(what)s, %(unit)s") % {"what": name, "unit": series.unit.words}
        for heading in (name, with_unit) if name else ():
            found[plain_words(heading)] = key
    found[plain_words(_("%(what)s, %(unit)s") % {"what": _("Gap"), "unit": series.unit.words})] = "gap"
    return found


def _lines(text: str, delimiter: str) -> list[list[str]]:
    lines: list[list[str]] = []
    try:
        for cells in records(text, delimiter):
            lines.append([tidy(cell) for cell in cells[:MOST_CELLS]])
            if len(lines) > MOST_LINES:
                break
    except csv.Error:
        return []
    return lines


def _rows(lines: Sequence[Sequence[str]], keys: Sequence[str], number: int) -> list[ReadRow]:
    rows = []
    for at, cells in enumerate(lines, start=number):
        if not any(cells) or cells[0].startswith(EXAMPLE):
            continue
        named = {key: cell for key, cell in zip(keys, cells, strict=False) if key}
        too_many = (str(TO_FIX["more_cells"]),) if any(cells[len(keys) :]) else ()
        rows.append(ReadRow(at, named, problems=too_many))
    return rows


def _mark(rows: Sequence[ReadRow]) -> str:
    """Return the sign of decimals that the file shows without doubt and without exception; empty for none."""
    marks = {mark_in(row.cells.get(key, "")) for row in rows for key in (*AMOUNTS, *PEOPLE)} - {""}
    return marks.pop() if len(marks) == 1 else ""


# Rows -------------------------------------------------------------------------------------------------------


def _judged(row: ReadRow, series: Series, mark: str, today: date) -> ReadRow:
    """Return a row with its figure, or with everything that is wrong about it."""
    problems = list(row.problems)
    year, day = _when(row, problems, today)
    stands = _standing(year, day, series)
    amounts = {
        key: _amount_beside(row.cells.get(key, ""), getattr(stands, key, None), series, mark, problems)
        for key in AMOUNTS
    }
    people = {key: _people(row.cells.get(key, ""), mark, problems) for key in PEOPLE}
    source_day = _day(row.cells.get("source_day", ""), problems, today)
    for key, most in LONGEST.items():
        if len(row.cells.get(key, "")) > most:
            problems.append(str(TO_FIX["too_long"]) % {"most": most})
    if (
        not problems
        and not any(amount is not None for amount in amounts.values())
        and not row.cells.get("note")
    ):
        problems.append(_("There is no figure, and no note that says why."))
    if row.cells.get("comparison") and not series.comparison:
        problems.append(_("This indicator has no comparison. Say first whom the group is compared with."))
    if _is_larger(people["group_n"], people["comparison_n"], series):
        problems.append(_("There are more people in the group than in all of whom it is a part."))
    if problems or year is None:
        return replace(row, problems=tuple(dict.fromkeys(problems)))
    figure = Figure(
        year,
        amounts["group"],
        amounts["comparison"],
        stands.day if stands else day,
        row.cells.get("source", ""),
        source_day,
        row.cells.get("note", ""),
        people["group_n"],
        people["comparison_n"],
    )
    return replace(row, figure=figure)


def _is_blank(row: ReadRow) -> bool:
    """Whether a row says nothing but its year, as our download has a year without a figure."""
    said = {key for key, cell in row.cells.items() if plain_words(cell) not in MISSING}
    return bool(row.cells.get("when")) and not row.problems and said <= {"when", "mark"}


def _standing(year: int | None, day: date | None, series: Series) -> Figure | None:
    """Return the figure that stands there; of a year also the only day of it, as the download names it."""
    found = [it for it in series.figures if it.year == year]
    if day is None and len(found) == 1:
        return found[0]
    return next((it for it in found if it.day == day), None)


def _amount_beside(
    text: str, before: Decimal | None, series: Series, mark: str, problems: list[str]
) -> Decimal | None:
    """Return the amount of a cell, or the one before where it is what the download shows of that."""
    if before is not None and plain_words(text) in NOT_SHOWN.headings:
        return before
    amount = _amount(text, series, mark, problems)
    return before if amount is not None and amount == rounded(before, decimals_of(series)) else amount


def _when(row: ReadRow, problems: list[str], today: date) -> tuple[int | None, date | None]:
    """Return the year of a row, and its day where one stands there."""
    text = row.cells.get("when", "")
    if not text:
        problems.append(_("There is no year."))
        return None, None
    if len(text) != 4 or not text.isdecimal():
        day = _day(text, problems, today)
        return (day.year, day) if day else (None, None)
    year = int(text)
    if not EARLIEST <= year <= today.year:
        words = _("“%(value)s”: a year from %(first)d to %(last)d stands here.")
        problems.append(words % {"value": text, "first": EARLIEST, "last": today.year})
        return None, None
    return year, None


def _day(text: str, problems: list[str], today: date) -> date | None:
    if not text:
        return None
    try:
        return read_day(text, today=today)
    except Unclear as unclear:
        problems.append(str(TO_FIX[unclear.code]) % {"value": text})
    return None


def _amount(text: str, series: Series, mark: str, problems: list[str]) -> Decimal | None:
    if plain_words(text) in MISSING and not any(sign.isdigit() for sign in text):
        return None
    words = series.unit.words
    try:
        amount = read_number(text.removesuffix(words) if words else text, mark=mark)
    except NotANumber as error:
        problems.append(str(error))
        return None
    if series.unit.kind == Kind.SHARE and not 0 <= amount <= 100:
        problems.append(_("“%(value)s”: a share lies between 0 and 100 percent.") % {"value": text})
    return amount


def _people(text: str, mark: str, problems: list[str]) -> int | None:
    if plain_words(text) in MISSING and not any(sign.isdigit() for sign in text):
        return None
    try:
        amount = read_number(text, mark=mark)
    except NotANumber as error:
        problems.append(str(error))
        return None
    if amount < 0 or amount != int(amount) or amount >= MOST_PEOPLE:
        problems.append(_("“%(value)s” is not a number of people.") % {"value": text})
        return None
    return int(amount)


def _is_larger(group: int | None, every: int | None, series: Series) -> bool:
    """Whether a part is said to have more people than the whole."""
    return None not in (group, every) and series.against != Against.OTHERS and (group or 0) > (every or 0)


# The file as a whole ----------------------------------------------------------------------------------------


def _with_twice(rows: Sequence[ReadRow]) -> Iterator[ReadRow]:
    """Yield the rows; a later one of the same time as an earlier one with a problem."""
    days: dict[date, int] = {}
    years: dict[int, int] = {}
    for row in rows:
        figure = row.figure
        if figure is None:
            yield row
            continue
        # A whole year, and a day of it, cannot stand side by side.
        other = years.get(figure.year) or (days.get(figure.day) if figure.day else None)
        if figure.day is None:
            other = other or next((number for day, number in days.items() if day.year == figure.year), None)
        if other:
            words = _("“%(value)s” stands in row %(row)d already, or a figure of the whole year does.")
            problem = words % {"value": row.cells["when"], "row": other}
            yield replace(row, figure=None, problems=(problem,))
            continue
        if figure.day:
            days[figure.day] = row.number
        else:
            years[figure.year] = row.number
        yield row


def _doubts(rows: Sequence[ReadRow], series: Series) -> list[str]:
    """Return what somebody should look at once more before the figures are taken."""
    amounts = [
        amount
        for row in rows
        if row.figure
        for amount in (row.figure.group, row.figure.comparison)
        if amount is not None
    ]
    is_share = series.unit.kind == Kind.SHARE
    if is_share and len(amounts) > 1 and max(amounts) <= 1 and any(amount % 1 for amount in amounts):
        return [_("All shares are below 1 percent. A third is written as 33, and not as 0.33.")]
    return []
