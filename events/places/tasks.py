"""What happens to events by the clock. Both planners look at rows, may run twice, and can catch up."""

from contextlib import suppress
from datetime import datetime, timedelta

from celery import shared_task
from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce

from events.places import actions
from events.places.models import Registration
from events.programme import rules
from events.programme.models import Event, Notice
from events.programme.refusals import Busy
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Message
from icaforum.words.times import database_now

MAILS = {rules.DAY: "reminder_day", rules.HOUR: "reminder_hour"}


@shared_task
def send_reminders() -> None:
    plan_reminders()


@shared_task
def settle_places() -> None:
    plan_settling()


def plan_reminders(now: datetime | None = None) -> int:
    """Queue the reminders that are due: a day and an hour before, once for each person and time."""
    now = now or database_now()
    queued = 0
    for event in _begin_within_a_day(now):
        which = rules.due_reminder(event.starts_at, now)
        if which and event.time_known_since <= event.starts_at - rules.BEFORE[which]:
            queued += _remind(event, which)
    return queued


def plan_settling(now: datetime | None = None) -> int:
    """Settle every event that is still to come and that somebody comes to or waits for."""
    now = now or database_now()
    coming = Registration.objects.coming().values("event")
    pks = Event.objects.published().filter(starts_at__gt=now, pk__in=coming).values_list("pk", flat=True)
    for event in Event.objects.filter(pk__in=list(pks)).order_by("pk"):
        with suppress(Busy):  # people are at it; the next minute comes soon
            actions.settle(event)
    return len(pks)


def _begin_within_a_day(now: datetime) -> list[Event]:
    moved = Q(notices__kind=Notice.Kind.MOVED, notices__undone_at__isnull=True)
    soon = Event.objects.published().filter(starts_at__gt=now, starts_at__lte=now + timedelta(hours=24))
    known_since = Coalesce(Max("notices__made_at", filter=moved), F("published_at"))
    return list(soon.annotate(time_known_since=known_since).order_by("starts_at", "pk"))


def _remind(event: Event, which: str) -> int:
    """Only those who had their place before that moment: whoever comes later has just had a mail."""
    limit = event.starts_at - rules.BEFORE[which]
    rows = event.registrations.going().in_good_standing().filter(answered_at__lte=limit)
    people = {_key(event, which, row): row for row in rows.select_related("person")}
    known = set(Message.objects.filter(dedupe_key__in=people).values_list("dedupe_key", flat=True))
    return sum(
        queue_mail(
            MAILS[which],
            to=row.person,
            key=key,
            ids={"registration": row.pk, "version": event.schedule_version},
            expires_at=event.starts_at - rules.NOT_LATER_THAN[which],
        )
        for key, row in people.items()
        if key not in known
    )


def _key(event: Event, which: str, registration: Registration) -> str:
    return f"event:{event.pk}:s{event.schedule_version}:reminder:{which}:r{registration.pk}"
