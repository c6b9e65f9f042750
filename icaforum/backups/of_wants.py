"""What must not come back with a backup of what cities look for and give: what the secretariat has hidden."""

from datetime import datetime

from cities.models import WantOffer
from icaforum.audit.models import Entry
from icaforum.backups.kinds import Facts, Kind, target_of, write_again


def _want(entry: Entry) -> Facts | None:
    row = target_of(entry)
    return row and {
        "hidden": row.hidden_at.isoformat() if row.hidden_at else None,
        "because": row.hidden_because,
    }


def _settle(row: WantOffer, facts: Facts) -> bool:
    hidden = facts["hidden"] and datetime.fromisoformat(facts["hidden"])
    return write_again(row, hidden_at=hidden, hidden_because=facts["because"])


KINDS = {
    "want or offer hidden": Kind(
        "cities.wantoffer",
        ("want or offer hidden", "want or offer shown"),
        WantOffer.objects.all,
        _settle,
        _want,
    ),
}
