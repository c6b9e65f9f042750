"""What must not come back of contributions with a backup: what was taken back or out, names taken off."""

from datetime import datetime

from icaforum.audit.models import Entry
from icaforum.backups.kinds import Facts, Kind, target_of, write_again
from resources.models import Contribution, ContributionFile


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


def _taken_out(entry: Entry) -> Facts | None:
    row = ContributionFile.objects.filter(pk=entry.details["file"]).first()
    if row is None:
        return None
    at = row.taken_out_at
    return {"at": at.isoformat() if at else None, "because": row.taken_out_because}


def _take_out(row: ContributionFile, facts: Facts) -> bool:
    """Let nobody open a file that was taken out; it is swept again."""
    at = facts["at"] and datetime.fromisoformat(facts["at"])
    columns = {"taken_out_at": at, "taken_out_because": facts["because"]}
    return write_again(row, file="", is_current=False, **columns)


KINDS = {
    "contribution file taken out": Kind(
        "resources.contribution",
        ("contribution file taken out",),
        ContributionFile.objects.filter(contribution__isnull=False).all,
        _take_out,
        _taken_out,
        lambda entry: ("resources.contributionfile", str(entry.details["file"])),
    ),
    "contribution taken back": Kind(
        "resources.contribution",
        ("contribution withdrawn", "left the authors"),
        Contribution.objects.select_related("resource").all,
        _settle,
        _facts,
    ),
}
