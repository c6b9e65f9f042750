"""What must not come back with a backup of texts in short: those that were taken back or declined."""

from datetime import datetime

from icaforum.audit.models import Entry
from icaforum.backups.kinds import Facts, Kind, target_of, write_again
from resources.briefs.standing import index_again
from resources.models import Brief


def _ended(entry: Entry) -> Facts | None:
    row = target_of(entry)
    return row and {
        "ended": row.ended_at.isoformat() if row.ended_at else None,
        "because": row.ended_because,
    }


def _end(row: Brief, facts: Facts) -> bool:
    ended = facts["ended"] and datetime.fromisoformat(facts["ended"])
    done = write_again(row, ended_at=ended, ended_because=facts["because"])
    if done:
        index_again(row)
    return done


KINDS = {
    "brief ended": Kind(
        "resources.brief", ("brief declined", "brief taken back"), Brief.objects.all, _end, _ended
    ),
}
