"""The verbs on a sheet before it is imported: choose a file, answer for its rows, leave some out, drop it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from cities.launch.checking import check
from cities.launch.columns import BY_KEY
from cities.launch.models import KEPT, LaunchRow, LaunchSheet
from cities.launch.problems import TO_FIX, TO_LOOK_AT
from cities.launch.reading import read, tidy
from cities.people.models import User
from icaforum.audit.locks import lock_row
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.planners import row_by_row
from icaforum.words.times import database_now

name_verbs(
    {
        "file chosen": gettext_lazy("chose a file to import"),
        "row answered": gettext_lazy("corrected a row to import"),
        "answer taken back": gettext_lazy("took the answer for a row to import back"),
        "row called right": gettext_lazy("called a row to import right"),
        "row left out": gettext_lazy("left out a row to import"),
        "order of days said": gettext_lazy("said in which order days are written"),
        "file dropped": gettext_lazy("dropped a file to import"),
    }
)

# Up to so many rows a check takes a moment, and the page that asked for it shows the result. Larger ones are
# checked in the background, with a number of how far it is.
CHECKED_AT_ONCE = 400
# The problems that «That is right» answers, although nothing is imported while they stand.
CAN_BE_RIGHT = {"near_city", "other_country", *TO_LOOK_AT}


class NotOpen(Refused):
    """The sheet is imported, or is being imported, so nothing in it can be changed."""


class NoSuchAnswer(Refused):
    """The answer is for no row, column or problem of this sheet."""


@transaction.atomic
def choose_file(*, content: bytes, name: str, by: User) -> LaunchSheet:
    """Read a file, keep its rows, and check them where they are few; return the sheet.

    The file itself is not kept. Raises Unreadable with a sentence that says what is wrong with it.
    """
    found = read(content, name=name)
    sheet = LaunchSheet.objects.create(file_name=name[-200:], notes=found.notes, made_by=by)
    LaunchRow.objects.bulk_create(
        [
            LaunchRow(
                sheet=sheet, number=row.number, cells=row.cells | ({"hidden": "1"} if row.is_hidden else {})
            )
            for row in found.rows
        ],
        batch_size=500,
    )
    record("file chosen", sheet, by=by)
    return _check_if_small(sheet)


@transaction.atomic
def answer(sheet: LaunchSheet, *, rows: Collection[int], column: str, value: str, by: User) -> LaunchSheet:
    """Put a value in place of what the file says in a column of these rows, by number; return the sheet.

    Raises NotOpen and NoSuchAnswer.
    """
    sheet = _locked(sheet)
    if column not in {*BY_KEY, "more"}:
        raise NoSuchAnswer(_("There is no such column."))
    found = _rows(sheet, rows)
    value = " ".join(tidy(value).split())
    for row in found:
        row.answers = {**row.answers, column: value}
        # What was called right was called so of another value.
        row.settled = [] if column == "city" else row.settled
    LaunchRow.objects.bulk_update(found, ["answers", "settled"])
    record("row answered", sheet, by=by, rows=[row.number for row in found])
    return _changed(sheet)


@transaction.atomic
def call_right(sheet: LaunchSheet, *, rows: Collection[int], code: str, by: User) -> LaunchSheet:
    """Say of a problem of these rows that it is none; return the sheet.

    Raises NotOpen, and NoSuchAnswer for a problem that has to be corrected.
    """
    sheet = _locked(sheet)
    if code not in CAN_BE_RIGHT:
        raise NoSuchAnswer(
            _("This cannot be called right.") if code in TO_FIX else _("There is no such question.")
        )
    found = _rows(sheet, rows)
    for row in found:
        row.settled = sorted({*row.settled, code})
    LaunchRow.objects.bulk_update(found, ["settled"])
    record("row called right", sheet, by=by, rows=[row.number for row in found])
    return _changed(sheet)


@transaction.atomic
def take_answer_back(
    sheet: LaunchSheet, *, rows: Collection[int], column: str = "", code: str = "", by: User
) -> LaunchSheet:
    """Have rows say in a column what the file says, or ask again whether a problem is one; return the sheet.

    Raises NotOpen, and NoSuchAnswer where none of the rows has such an answer.
    """
    sheet = _locked(sheet)
    found = [row for row in _rows(sheet, rows) if column in row.answers or code in row.settled]
    if not found:
        raise NoSuchAnswer(_("This answer was taken back already."))
    for row in found:
        row.answers = {key: value for key, value in row.answers.items() if key != column}
        row.settled = [] if column == "city" else [it for it in row.settled if it != code]
    LaunchRow.objects.bulk_update(found, ["answers", "settled"])
    record("answer taken back", sheet, by=by, rows=[row.number for row in found])
    return _changed(sheet)


@transaction.atomic
def leave_out(sheet: LaunchSheet, *, rows: Collection[int], by: User, out: bool = True) -> LaunchSheet:
    """Leave these rows out, or take them in again; return the sheet. Raises NotOpen and NoSuchAnswer."""
    sheet = _locked(sheet)
    found = _rows(sheet, rows)
    for row in found:
        row.left_out = out
    LaunchRow.objects.bulk_update(found, ["left_out"])
    record("row left out", sheet, by=by, rows=[row.number for row in found], out=out)
    return _changed(sheet)


@transaction.atomic
def say_day_first(sheet: LaunchSheet, *, day_first: bool | None, by: User) -> LaunchSheet:
    """Say for the whole file whether 03/04/2026 begins with the day; return the sheet. Raises NotOpen.

    None takes that back, and asks again.
    """
    sheet = _locked(sheet)
    sheet.day_first = day_first
    sheet.save(update_fields=["day_first"])
    record("order of days said", sheet, by=by)
    return _changed(sheet)


@transaction.atomic
def drop(sheet: LaunchSheet, *, by: User) -> LaunchSheet:
    """Delete all that stood in a sheet that is not imported; return the empty sheet. Raises NotOpen."""
    sheet = _locked(sheet)
    sheet.rows.all().delete()
    sheet.dropped_at, sheet.notes, sheet.summary = database_now(), [], {}
    sheet.save(update_fields=["dropped_at", "notes", "summary"])
    record("file dropped", sheet, by=by)
    return sheet


def forget_old(*, now: datetime | None = None) -> int:
    """Delete the sheets that nobody imported within 30 days; return how many."""
    old = LaunchSheet.objects.filter(done_at__isnull=True, made_at__lte=(now or database_now()) - KEPT)
    return row_by_row(gettext_noop("delete sheets that nobody imported"), old, _forget)


def _forget(sheet: LaunchSheet) -> int:
    record("file dropped", sheet, by=None)
    sheet.delete()
    return 1


def _locked(sheet: LaunchSheet) -> LaunchSheet:
    """Lock the sheet and return it as it stands. Raises NotOpen."""
    sheet = lock_row(sheet)
    if not sheet.is_open:
        raise NotOpen(
            _("This file is imported, or being imported, or deleted. Nothing in it can be changed now.")
        )
    return sheet


def _rows(sheet: LaunchSheet, numbers: Collection[int]) -> list[LaunchRow]:
    found = list(sheet.rows.filter(number__in=numbers))
    if not found:
        raise NoSuchAnswer(_("There is no such row."))
    return found


def _changed(sheet: LaunchSheet) -> LaunchSheet:
    """Note that the verdicts are those of an earlier version, and check anew where that takes a moment."""
    sheet.version += 1
    sheet.stopped = ""
    sheet.save(update_fields=["version", "stopped"])
    return _check_if_small(sheet)


def _check_if_small(sheet: LaunchSheet) -> LaunchSheet:
    return check(sheet) if sheet.rows.count() <= CHECKED_AT_ONCE else sheet
