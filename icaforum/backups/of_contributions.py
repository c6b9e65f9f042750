"""What must not come back of contributions with a backup: what was taken back, names taken off."""

from icaforum.audit.models import Entry
from icaforum.backups.kinds import Facts, Kind, target_of, write_again
from resources.models import Contribution


def _facts(entry: Entry) -> Facts | None:
    row = target_of(entry)
    return row and {
        "back": row.state == Contribution.State.WITHDRAWN,
        "authors": sorted(row.co_authors.values_list("pk", flat=True)),
    }


def _settle(row: Contribution, facts: Facts) -> bool:
    """Let it be taken back as it was, and name no city that took its name off."""
    gone = list(row.co_authors.exclude(pk__in=facts["authors"]))
    row.co_authors.remove(*gone)
    if row.resource:
        row.resource.cities.remove(*gone)
    state = Contribution.State.WITHDRAWN if facts["back"] else row.state
    return write_again(row, state=state) or bool(gone)


KINDS = {
    "contribution taken back": Kind(
        "resources.contribution",
        ("contribution withdrawn", "left the authors"),
        Contribution.objects.select_related("resource").all,
        _settle,
        _facts,
    ),
}
