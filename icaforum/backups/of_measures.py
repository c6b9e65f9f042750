"""What must not come back with a backup of measures: what was hidden, deleted, or not for the web."""

from datetime import datetime
from typing import Any

from cities.models import Measure
from icaforum.audit.models import Entry
from icaforum.backups.kinds import Facts, Kind, target_of, write_again


def _measure(entry: Entry) -> Facts | None:
    row = target_of(entry)
    return row and {
        "shown": bool(row.shown_at),
        "web": row.public_seal,
        "words": row.seal,
        "hidden": row.hidden_at.isoformat() if row.hidden_at else None,
        "because": row.hidden_because,
    }


def _settle(row: Measure, facts: Facts) -> bool:
    """Let nobody read it who could not in the end; who was to read more is let in anew by its lead."""
    hidden = facts["hidden"] and datetime.fromisoformat(facts["hidden"])
    columns: dict[str, Any] = {"hidden_at": hidden, "hidden_because": facts["because"]}
    if not facts["shown"]:
        columns["shown_at"] = None
    # Words that were replaced meanwhile are not what the web was to read.
    if row.public_seal != facts["web"] or row.seal != facts["words"]:
        columns["public_seal"] = ""
    return write_again(row, **columns)


def _delete(row: Any, _facts: Facts) -> object:
    row.words_before.all().delete()
    return row.delete()


KINDS = {
    "measure hidden, taken back or off the web": Kind(
        "cities.measure",
        (
            *("measure hidden", "measure shown again", "measure shown to members", "measure taken back"),
            *("measure agreed to the web", "measure taken off the web", "measure changed"),
        ),
        Measure.objects.all,
        _settle,
        _measure,
    ),
    "measure deleted": Kind("cities.measure", ("measure deleted",), Measure.objects.all, _delete),
}
