"""What must not come back of requests for help with a backup: what was taken back, declined, or taken off."""

from datetime import datetime

from cities.models import HelpRequest
from icaforum.audit.models import Entry
from icaforum.backups.kinds import Facts, Kind, target_of, write_again


def _ended(entry: Entry) -> Facts | None:
    row = target_of(entry)
    if row is None or row.is_open or row.state == HelpRequest.State.DONE:
        return None
    return {"state": row.state, "ended": row.ended_at and row.ended_at.isoformat()}


def _end(row: HelpRequest, facts: Facts) -> bool:
    """End a request that was taken back or declined, so that nobody is asked for it again."""
    ended = facts["ended"] and datetime.fromisoformat(facts["ended"])
    if not row.is_open:
        return False
    return write_again(row, state=facts["state"], ended_at=ended)


def _shown(entry: Entry) -> Facts | None:
    row = target_of(entry)
    return row and {"shown": row.is_shown}


def _take_off(row: HelpRequest, facts: Facts) -> bool:
    # Nothing is shown by a restore that was not; what is by now, the city says anew.
    return not facts["shown"] and write_again(row, is_shown=False)


KINDS = {
    "help ended": Kind(
        "cities.helprequest",
        ("help withdrawn", "help declined", "help ended"),
        HelpRequest.objects.all,
        _end,
        _ended,
    ),
    "help taken off": Kind(
        "cities.helprequest",
        ("help shown", "help no longer shown"),
        HelpRequest.objects.all,
        _take_off,
        _shown,
    ),
}
