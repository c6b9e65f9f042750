"""What happens to places by the clock. Both planners look at rows, may run twice, and can catch up."""

from contextlib import suppress
from datetime import datetime

from celery import shared_task
from django.db import transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_noop

from events.places import actions
from events.places.models import Registration
from events.programme import rules
from events.programme.models import Event
from events.programme.notices import Notice
from events.programme.refusals import Busy
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Message
from icaforum.outbox.planners import row_by_row
from icaforum.outbox.waking import Planner
from icaforum.words.times import database_now

MAILS = {rules.DAY: "reminder_day", rules.HOUR: "reminder_hour"}


# The tasks take nothing; the planners below them take `now`, so that tests can play days in seconds.
@shared_task(base=Planner)
def send_reminders() -> None:
    """Queue the reminders that are due now; the clock calls it each minute."""
    plan_reminders()


@shared_task(base=Planner)
def settle_places() -> None:
    """Settle the places of all events to come; the clock calls it each minute."""
    plan_settling()


def plan_reminders(now: datetime | None = None) -> int:
    """Queue the reminders that are due at the time `now`; return how many were queued.

    A day and an hour before, once for each person and time of the event.
    """
    now = now or database_now()
    due: list[Registration] = []

    def find(event: Event) -> int:
        found = _to_remind(event, now)
        due.extend(found)
        return len(found)

    row_by_row(gettext_noop("remind of events"), events_within_a_day(now), find, reads_only=True)
    return row_by_row(gettext_noop("remind people of events"), due, lambda row: _remind(row, now))


def plan_settling(now: datetime | None = None) -> int:
    """Settle every event that is still to come and that somebody comes to or waits for; return how many.

    This is what takes a place from people who have left the Forum, and lets others move up: stories below do
    not know of events.
    """
    now = now or database_now()
    coming = Registration.objects.coming().values("event")
    events = list(Event.objects.published().filter(starts_at__gt=now, pk__in=coming).order_by("pk"))
    # Each event in a transaction of its own, so that none is locked while the next is settled.
    row_by_row(gettext_noop("settle the places of events"), events, _settle)
    return len(events)


def _settle(event: Event) -> int:
    # Asked before the lock is taken, since there is nothing to do in nearly every minute.
    if actions.is_settled(event):
        return 0
    with suppress(Busy), transaction.atomic():  # people are at it; the next minute comes soon
        actions.settle(event)
    return 1


def events_within_a_day(now: datetime) -> list[Event]:
    """Return the events that begin within a day, each with `time_known_since`."""
    # A move that was taken back is none; an event that was never moved is known since it was announced.
    told = [Notice.Kind.MOVED, Notice.Kind.RESUMED]
    moved = Q(notices__kind__in=told, notices__undone_at__isnull=True)
    soon = Event.objects.published().filter(
        starts_at__gt=now, starts_at__lte=now + rules.REMINDER_LEAD[rules.DAY]
    )
    known_since = Coalesce(Max("notices__made_at", filter=moved), F("published_at"))
    return list(soon.annotate(time_known_since=known_since).order_by("starts_at", "pk"))


def due_since(event: Event, now: datetime) -> tuple[str, datetime] | None:
    """Return which reminder of an event is due, and since when; None for none.

    The event is one of `events_within_a_day`.
    """
    which = rules.due_reminder(event.starts_at, now)
    # Whoever was told of the time after the reminder would have been due has just had a mail with it.
    if not which or event.time_known_since > event.starts_at - rules.REMINDER_LEAD[which]:
        return None
    return which, event.starts_at - rules.REMINDER_LEAD[which]


def _to_remind(event: Event, now: datetime) -> list[Registration]:
    """Return the places of an event whose people are due for a reminder and have none yet.

    Only of those who had their place before it was due: whoever came later has just had a mail.
    """
    due = due_since(event, now)
    if due is None:
        return []
    which, limit = due
    rows = event.registrations.going().in_good_standing().filter(answered_at__lte=limit)
    people = {_reminder_key(event, which, row): row for row in rows.select_related("person", "event")}
    # Asked in one statement, since this runs each minute for hours after all were queued; the unique key
    # would refuse them one by one.
    known = set(Message.objects.filter(dedupe_key__in=people).values_list("dedupe_key", flat=True))
    return [row for key, row in people.items() if key not in known]


def _remind(row: Registration, now: datetime) -> int:
    """Queue the reminder of one place that is due; return whether it was queued."""
    event = row.event
    which = rules.due_reminder(event.starts_at, now)
    if which is None:  # moved since the planner found it
        return 0
    return queue_mail(
        MAILS[which],
        to=row.person,
        key=_reminder_key(event, which, row),
        ids={"registration": row.pk, "version": event.schedule_version},
        due_at=event.starts_at - rules.REMINDER_LEAD[which],
        expires_at=event.starts_at - rules.REMINDER_CUTOFF[which],
    )


def _reminder_key(event: Event, which: str, registration: Registration) -> str:
    """Return the key that makes a reminder unique, by the version of the time, its kind and the place."""
    return f"event:{event.pk}:s{event.schedule_version}:reminder:{which}:r{registration.pk}"
