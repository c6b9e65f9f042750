"""What must not come back with a backup of what cities use: hidden, taken back, not for the web, dropped."""

from datetime import datetime
from typing import Any

from cities.models import Measure
from icaforum.audit.models import Entry
from icaforum.audit.record import record
from icaforum.backups.kinds import Facts, Kind, is_marked, mark_of, target_of, write_again
from resources.models import FollowUp, Use


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _use(entry: Entry) -> Facts | None:
    row = target_of(entry)
    return row and {
        "hidden": _moment(row.hidden_at),
        "because": row.hidden_because,
        "back": _moment(row.taken_back_at),
        "web": row.public_seal,
        "words": row.seal,
    }


def _settle(row: Use, facts: Facts) -> bool:
    """Let nobody read it who could not in the end; who was to read more is let in anew by its lead."""
    hidden = facts["hidden"] and datetime.fromisoformat(facts["hidden"])
    back = facts["back"] and datetime.fromisoformat(facts["back"])
    columns: dict[str, Any] = {
        "hidden_at": hidden,
        "hidden_because": facts["because"],
        "taken_back_at": back,
    }
    # Words that were replaced meanwhile are not what the web was to read.
    if row.public_seal != facts["web"] or row.seal != facts["words"]:
        columns["public_seal"] = ""
    return write_again(row, **columns)


def _dropped(entry: Entry) -> Facts | None:
    row = target_of(entry)
    return row and {"up": bool(row.up_at)}


def _keep_waiting(row: FollowUp, facts: Facts) -> bool:
    """Let nothing go up by itself that its writer took back: it waits until they say so."""
    return row.waits and not facts["up"] and write_again(row, goes_up_at=None)


def _papers(entry: Entry) -> Facts | None:
    row = target_of(entry)
    return row and {"papers": [mark_of(link.paper) for link in row.paper_links.select_related("paper")]}


def _take_off(row: Measure, facts: Facts) -> bool:
    """Take the papers off a measure that did not stand there in the end."""
    links = row.paper_links.select_related("paper")
    gone = [link for link in links if not is_marked(link.paper, facts["papers"])]
    for link in gone:
        link.delete()
    if gone:
        record("done again", row, by=None)
    return bool(gone)


KINDS = {
    "use hidden, taken back or off the web": Kind(
        "resources.use",
        (
            *("use hidden", "use shown again", "use taken back", "use changed"),
            *("use agreed to the web", "use taken off the web"),
        ),
        Use.objects.all,
        _settle,
        _use,
    ),
    "answer of a use dropped": Kind(
        "resources.followup", ("use answer dropped",), FollowUp.objects.all, _keep_waiting, _dropped
    ),
    "paper taken off a measure": Kind(
        "cities.measure", ("paper taken off a measure",), Measure.objects.all, _take_off, _papers
    ),
}
