"""What must not come back with a backup of measures: what was hidden, deleted, or not for the web.

Figures are words of a measure as well.
"""

from datetime import datetime
from typing import Any

from cities.measures.models import sealed_figures
from cities.models import Indicator, Measure, Observation
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


def _hidden(entry: Entry) -> Facts | None:
    row = target_of(entry)
    hidden = row and row.hidden_at
    return row and {"hidden": hidden.isoformat() if hidden else None, "because": row.hidden_because}


def _hide(row: Indicator, facts: Facts) -> bool:
    hidden = facts["hidden"] and datetime.fromisoformat(facts["hidden"])
    return write_again(row, hidden_at=hidden, hidden_because=facts["because"])


def _delete_indicator(row: Indicator, _facts: Facts) -> None:
    measure = row.measure
    row.delete()
    _seal(measure)


def _take_out(row: Observation, _facts: Facts) -> None:
    measure = row.indicator.measure
    row.delete()
    _seal(measure)


def _seal(measure: Measure) -> None:
    """Keep what stands for the figures that are left: the web was to read them beside what is gone."""
    measure.figures_seal = sealed_figures(measure)
    measure.save(update_fields=["figures_seal"])


KINDS = {
    "measure hidden, taken back or off the web": Kind(
        "cities.measure",
        (
            *("measure hidden", "measure shown again", "measure shown to members", "measure taken back"),
            *("measure agreed to the web", "measure taken off the web", "measure changed"),
            *("indicator added", "indicator changed", "figures recorded"),
        ),
        Measure.objects.all,
        _settle,
        _measure,
    ),
    "measure deleted": Kind("cities.measure", ("measure deleted",), Measure.objects.all, _delete),
    "indicator hidden": Kind(
        "cities.indicator",
        ("indicator hidden", "indicator shown again"),
        Indicator.objects.all,
        _hide,
        _hidden,
    ),
    "indicator deleted": Kind(
        "cities.indicator", ("indicator deleted",), Indicator.objects.all, _delete_indicator
    ),
    "figure taken out": Kind("cities.observation", ("figure taken out",), Observation.objects.all, _take_out),
}
