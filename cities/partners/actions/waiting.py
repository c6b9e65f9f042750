"""What the clock does for requests for help: remind, leave the late ones to staff, ask what came of it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from cities.directory.models import City
from cities.partners.asked import people_of_city, people_of_partner
from cities.partners.due import is_overdue, is_to_remind, may_ask_what_came
from cities.partners.models import HelpRequest
from cities.people.models import User
from icaforum.audit.record import record
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.outbox.compose import NewMail, queue_mails
from icaforum.outbox.planners import row_by_row
from icaforum.words.times import database_now

State = HelpRequest.State


def go_round(*, now: datetime | None = None) -> int:
    """Look after the requests that wait for an answer or an end; return for how many was done something.

    Nothing while the room is closed.
    """
    if not the_forum().has_open(Room.HELP):
        return 0
    now = now or database_now()
    planner = gettext_noop("look after requests for help")
    here = City.objects.members().order_by().values("pk")
    gone = HelpRequest.objects.open().filter(
        ~Q(city__in=here) | Q(partner__isnull=False) & ~Q(partner__in=here)
    )
    done = row_by_row(planner, list(gone), lambda row: _end(row, now))
    asked = HelpRequest.objects.asked().filter(staff_since=None)
    done += row_by_row(planner, list(asked), lambda row: _go_on(row, now))
    quiet = HelpRequest.objects.accepted().filter(
        asked_what_came_at=None, city__in=City.objects.taking_part().order_by().values("pk")
    )
    return done + row_by_row(planner, list(quiet), lambda row: _ask_what_came(row, now))


@transaction.atomic
def _end(row: HelpRequest, now: datetime) -> int:
    """End a request one side of which is no longer in the Forum; the other side is told."""
    row = HelpRequest.objects.locked(row.pk)
    here = set(
        City.objects.members().filter(pk__in=[row.city_id, row.partner_id or 0]).values_list("pk", flat=True)
    )
    if not row.is_open or {row.city_id, row.partner_id or row.city_id} <= here:
        return 0
    row.state, row.ended_at = State.WITHDRAWN, now
    row.ended_by_leaving_of = row.partner if row.city_id in here else row.city
    row.save(update_fields=["state", "ended_at", "ended_by_leaving_of"])
    record("help ended", row, by=None)
    _tell(row, "help_ended", [*people_of_city(row), *people_of_partner(row)])
    return 1


@transaction.atomic
def _go_on(row: HelpRequest, now: datetime) -> int:
    row = HelpRequest.objects.locked(row.pk)
    if row.state != State.ASKED or row.staff_since:
        return 0
    closed = the_forum().workdays.closed
    if is_overdue(row, now, closed=closed):
        row.staff_since = now
        row.save(update_fields=["staff_since"])
        record("help left to staff", row, by=None)
        return 1
    # A partner that pauses is asked nothing; what it does not answer goes to the secretariat all the same.
    pauses = not City.objects.taking_part().filter(pk=row.partner_id or 0).exists()
    if row.reminded_at is None and not pauses and is_to_remind(row, now, closed=closed):
        row.reminded_at = now
        row.save(update_fields=["reminded_at"])
        record("help reminded", row, by=None)
        _tell(row, "help_reminder", people_of_partner(row))
        return 1
    return 0


@transaction.atomic
def _ask_what_came(row: HelpRequest, now: datetime) -> int:
    row = HelpRequest.objects.locked(row.pk)
    if row.state != State.ACCEPTED or row.asked_what_came_at or not may_ask_what_came(row, now):
        return 0
    row.asked_what_came_at = now
    row.save(update_fields=["asked_what_came_at"])
    record("asked what came of help", row, by=None)
    _tell(row, "help_what_came", people_of_city(row))
    return 1


def _tell(row: HelpRequest, kind: str, people: list[User]) -> None:
    queue_mails(
        NewMail(kind, it, f"help:{row.pk}:{kind}:{it.pk}", {"request": row.pk, "reader": it.pk})
        for it in people
    )
