"""The check of a sheet: read what is here, judge every row, write the verdicts down."""

from collections.abc import Callable
from typing import Any

from django.core.cache import cache

from cities.launch.background import read_background
from cities.launch.holdings import Background
from cities.launch.lines import Line
from cities.launch.models import LaunchRow, LaunchSheet
from cities.launch.rules import judge, summary_of, verdict_of
from icaforum.words.addresses import clean_address

# How long the number of rows that are done is kept; it is of use only while the page is watched.
PROGRESS_KEPT = 600


def check(sheet: LaunchSheet, *, progress: Callable[[int], object] | None = None) -> LaunchSheet:
    """Judge the rows of a locked sheet anew and keep the verdicts; return the sheet."""
    rows = list(sheet.rows.all())
    lines, _background = judged(sheet, rows, progress=progress)
    changed = [row for row, line in zip(rows, lines, strict=True) if _write(row, line)]
    LaunchRow.objects.bulk_update(changed, ["verdict", "found", "does"], batch_size=500)
    sheet.checked_version, sheet.summary = sheet.version, summary_of(lines)
    sheet.save(update_fields=["checked_version", "summary"])
    return sheet


def judged(
    sheet: LaunchSheet, rows: list[LaunchRow], *, progress: Callable[[int], object] | None = None
) -> tuple[list[Line], Background]:
    """Return a judged line for each row, and what they were judged by; nothing is written."""
    lines = [Line(row.number, row.typed, frozenset(row.settled), row.left_out) for row in rows]
    addresses = {clean_address(line.text("email")) for line in lines if line.text("email")}
    background = read_background(addresses)
    judge(lines, background, day_first=sheet.day_first, progress=progress)
    return lines, background


def _write(row: LaunchRow, line: Line) -> bool:
    """Put a verdict into its row; return whether anything is new."""
    said: dict[str, Any] = {
        "verdict": verdict_of(line),
        "found": [problem.as_json() for problem in line.problems],
        "does": line.does,
    }
    if all(getattr(row, name) == value for name, value in said.items()):
        return False
    for name, value in said.items():
        setattr(row, name, value)
    return True


# The work goes on in a transaction that nobody else sees into, so how far it is stands in the cache.


def show_progress(sheet: LaunchSheet) -> Callable[[int], None]:
    """Return what notes how many rows are done; without the cache the page has no number."""

    def note(rows: int) -> None:
        try:
            cache.set(_key(sheet), rows, PROGRESS_KEPT)
        except Exception:  # noqa: BLE001 -- of redis or the socket; the number is of no consequence
            return

    return note


def progress_of(sheet: LaunchSheet) -> int:
    """Return how many rows are done, as far as is known."""
    try:
        return int(cache.get(_key(sheet), 0))
    except Exception:  # noqa: BLE001 -- as above
        return 0


def _key(sheet: LaunchSheet) -> str:
    return f"launch:{sheet.pk}:{sheet.version}"
