"""The verbs of reports: tell the secretariat of what somebody wrote, and settle that."""

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.people.models import User
from cities.talking.models import Report
from icaforum.audit.locks import locked
from icaforum.audit.models import label_of
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from icaforum.words.times import database_now

name_verbs(
    {
        "reported": gettext_lazy("reported something to the secretariat"),
        "report settled": gettext_lazy("looked at a report"),
    }
)


class Settled(Refused):
    """Somebody has looked at the report already."""


@transaction.atomic
def report(thing: models.Model, *, reason: str, by: User) -> Report:
    """Tell the secretariat of something that somebody wrote; return the report.

    A second one of the same person takes the place of the first while nobody has looked at it.
    """
    waiting: dict[str, Any] = {
        "target_type": label_of(thing),
        "target_id": str(thing.pk),
        "reported_by": by,
    }
    row, _is_new = Report.objects.update_or_create(
        **waiting, settled_at=None, defaults={"reason": reason.strip(), "reported_at": database_now()}
    )
    record("reported", row, by=by)
    return row


@transaction.atomic
def settle(report: Report, *, outcome: str, by: User) -> Report:
    """Note what came of a report; raises Settled where that was noted before."""
    row = locked(Report.objects.select_for_update(of=("self",)), report.pk)
    if row.settled_at:
        raise Settled(_("Somebody has looked at this report already."))
    row.settled_at, row.settled_by, row.outcome = database_now(), by, outcome.strip()
    row.save(update_fields=["settled_at", "settled_by", "outcome"])
    record("report settled", row, by=by)
    return row
