"""What the clock does for uses: ask what came of them, once more, then leave it to the secretariat.

It may run as often as it likes, and late: what was asked stands in rows, under the lock of the use.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop

from icaforum.audit.record import record
from icaforum.outbox.compose import NewMail, queue_mails
from icaforum.outbox.planners import row_by_row
from icaforum.words.times import database_now
from resources.uses.asked import readers_of
from resources.uses.models import FollowUp, Use
from resources.uses.rules import ASKED, MOST_MAILS, REMIND_AFTER, STAFF_AFTER, months_after


def go_round(*, now: datetime | None = None) -> int:
    """Ask what came of the uses whose month has come, and go on with those that have not answered.

    Of what was never asked in time only the last question is asked. Returns for how many was done something.
    """
    now = now or database_now()
    planner = gettext_noop("ask what came of uses")
    done = 0
    for station in reversed(ASKED):
        asked = FollowUp.objects.filter(use=OuterRef("pk"), station__gte=station)
        due = Use.objects.askable().filter(
            ~Exists(asked), counts_from__lte=months_after(now.date(), -station)
        )
        done += row_by_row(planner, list(due), lambda use, at=station: _ask(use, at, now))  # type: ignore[misc]
    waiting = FollowUp.objects.unanswered().filter(staff_since=None).select_related("use")
    return done + row_by_row(planner, list(waiting), lambda row: _go_on(row, now))


@transaction.atomic
def _ask(use: Use, station: int, now: datetime) -> int:
    use = Use.objects.locked(use.pk)
    if use.follow_ups.filter(station__gte=station).exists() or not _is_askable(use):
        return 0
    row = FollowUp.objects.create(use=use, station=station, asked_at=now)
    record("use asked about", row, by=None, use=use.pk)
    _write(row, now)
    return 1


@transaction.atomic
def _go_on(row: FollowUp, now: datetime) -> int:
    use = Use.objects.locked(row.use_id)
    row = FollowUp.objects.locked(row.pk)
    is_said = row.up_at or row.goes_up_at
    if is_said or row.mailed_at is None or not _is_askable(use):
        return 0
    if row.mails < MOST_MAILS:
        if row.mailed_at > now - REMIND_AFTER:
            return 0
        record("use asked about again", row, by=None, use=use.pk)
        _write(row, now)
        return 1
    if row.staff_since or row.mailed_at > now - STAFF_AFTER:
        return 0
    return _leave_to_staff(row, now)


def _is_askable(use: Use) -> bool:
    return Use.objects.askable().filter(pk=use.pk).exists()


def _write(row: FollowUp, now: datetime) -> None:
    """Mail the question to those who can answer it; where that is nobody, it is the secretariat's at once."""
    readers = list(readers_of(row.use))
    row.mails, row.mailed_at = row.mails + 1, now
    row.save(update_fields=["mails", "mailed_at"])
    if not readers:
        row.mails = MOST_MAILS
        row.save(update_fields=["mails"])
        _leave_to_staff(row, now)
    queue_mails(
        NewMail(
            "use_asked",
            seat.person,
            f"use:{row.use_id}:{row.station}:{row.mails}:{seat.person_id}",
            {"answer": row.pk, "reader": seat.person_id, "number": row.mails},
        )
        for seat in readers
    )


def _leave_to_staff(row: FollowUp, now: datetime) -> int:
    if row.staff_since:
        return 0
    row.staff_since = now
    row.save(update_fields=["staff_since"])
    record("use left to staff", row, by=None, use=row.use_id)
    return 1
