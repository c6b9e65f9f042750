"""What the clock does for the yearly question: ask, remind twice, then leave it to the secretariat.

It may run as often as it likes, and late: what was asked stands in rows, under the lock of the city. A city
that pauses is not asked; what it was asked before stands still, and is asked once more when it goes on.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from cities.directory.models import City, Membership
from cities.people.models import Officer, OfficerQuerySet, User
from cities.yearly import rules
from cities.yearly.models import Confirmation
from icaforum.audit.locks import locked
from icaforum.audit.record import record
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.planners import row_by_row
from icaforum.words.times import database_now


def go_round(*, now: datetime | None = None) -> int:
    """Ask the cities whose day has come round, and go on with those that have not answered.

    Returns how many cities something was done for.
    """
    now = now or database_now()
    planner = gettext_noop("ask cities whether they still take part")
    due = {city: day for city, day in _due(now) if city.pk}
    asked = row_by_row(planner, list(due), lambda city: _ask(city, due[city], now))
    return asked + row_by_row(planner, list(Confirmation.objects.unanswered()), lambda row: _go_on(row, now))


def _due(now: datetime) -> list[tuple[City, datetime]]:
    """The cities whose day has come round and that were not asked for that year, each with the day."""
    asked = set(Confirmation.objects.values_list("city_id", "year"))
    waiting = set(Confirmation.objects.unanswered().values_list("city_id", flat=True))
    here_since = _here_since()
    found = []
    for membership in Membership.objects.taking_part().with_joined().select_related("city"):
        city = membership.city
        day = rules.anniversary(membership.joined, now)  # type: ignore[attr-defined]  # annotated
        # Of a day before the portal knew the city nothing is made up for: a list was just brought in.
        is_due = day is not None and here_since[city.pk] <= day and city.pk not in waiting
        if day and is_due and (city.pk, day.year) not in asked:
            found.append((city, day))
    return found


def _here_since() -> dict[int, datetime]:
    """By city the moment when its first membership was written into the portal."""
    rows = Membership.objects.order_by("city_id", "entered_at").distinct("city_id")
    return dict(rows.values_list("city_id", "entered_at"))


@transaction.atomic
def _ask(city: City, day: datetime, now: datetime) -> int:
    """Ask one city whose day it is, if nobody was quicker; return whether it was asked."""
    year = day.year
    city = locked(City.objects.select_for_update(no_key=True), city.pk)
    rows = Confirmation.objects.filter(city=city)
    if rows.unanswered().exists() or rows.filter(year=year).exists():
        return 0
    if not city.memberships.taking_part().exists():
        return 0
    row = Confirmation.objects.create(city=city, year=year, asked_at=now)
    record("asked for the year", row, by=None, city=city.pk, year=year)
    _write(row, _readers_of(city), now, due_at=day)
    return 1


@transaction.atomic
def _go_on(row: Confirmation, now: datetime) -> int:
    """Do for a city without an answer what is next, if anything is; return whether something was."""
    city = locked(City.objects.select_for_update(no_key=True), row.city_id)
    row = Confirmation.objects.locked(row.pk)
    if row.answered_at:
        return 0
    membership = city.memberships.open().first()
    if membership is None or membership.is_paused:
        return _stand_still(row) if membership else _close(row, now)
    readers = _readers_of(city)
    if not readers:
        return _leave_to_staff(row, now)
    due_at = row.mailed_at + rules.REMIND_AFTER if row.mailed_at else now
    if row.mailed_at is None or (row.mails <= rules.REMINDERS and due_at <= now):
        return _write(row, readers, now, due_at=due_at)
    if row.mails > rules.REMINDERS and row.mailed_at <= now - rules.GRACE:
        return _leave_to_staff(row, now)
    return 0


def _readers_of(city: City) -> OfficerQuerySet:
    """Return the seats of the lead contacts of a city whom a mail reaches."""
    leads: OfficerQuerySet = Officer.objects.standing().leads().filter(city=city, person__is_active=True)
    return leads.exclude(person__in=User.objects.unreached()).select_related("person").order_by("pk")


def _write(row: Confirmation, readers: OfficerQuerySet, now: datetime, *, due_at: datetime) -> int:
    """Mail the question, or its next reminder, to these; without anybody it is the secretariat's at once."""
    if not readers:
        return _leave_to_staff(row, now)
    if row.mails and row.mailed_at is None:  # after a pause, the days to answer count anew
        row.asked_at = now
    row.mails, row.mailed_at, row.staff_since = row.mails + 1, now, None
    row.save(update_fields=["asked_at", "mails", "mailed_at", "staff_since"])
    kind = "still_there" if row.mails == 1 else "still_there_reminder"
    for seat in readers:
        queue_mail(
            kind,
            to=seat.person,
            # By the city and not by the row, which is another one when it is asked again after a restore.
            key=f"{kind}:{row.city_id}:{row.year}:{row.mails}:{seat.person_id}",
            ids={"confirmation": row.pk, "seat": seat.pk, "number": row.mails},
            due_at=due_at,
        )
    return 1


def _leave_to_staff(row: Confirmation, now: datetime) -> int:
    if row.staff_since:
        return 0
    row.staff_since = now
    row.save(update_fields=["staff_since"])
    record("year left to staff", row, by=None, city=row.city_id)
    return 1


def _stand_still(row: Confirmation) -> int:
    """Forget when a city that pauses was written to: no days to answer run; return whether some did."""
    if row.mailed_at is None and row.staff_since is None:
        return 0
    row.mailed_at = row.staff_since = None
    row.save(update_fields=["mailed_at", "staff_since"])
    return 1


def _close(row: Confirmation, now: datetime) -> int:
    """Close the question of a city that is not in the Forum any more: if it comes back, it is asked anew."""
    row.answered_at, row.takes_part = now, False
    row.save(update_fields=["answered_at", "takes_part"])
    record("year closed", row, by=None, city=row.city_id)
    return 1
