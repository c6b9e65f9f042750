"""What happens to guests by the clock: reminders, at the same moments as those of people with a place."""

from datetime import datetime

from celery import shared_task
from django.utils.translation import gettext_noop

from events.guests.models import Guest
from events.places.tasks import due_since, events_within_a_day
from events.programme import rules
from events.programme.models import Event
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Message
from icaforum.outbox.planners import row_by_row
from icaforum.outbox.waking import Planner
from icaforum.words.times import database_now


# Takes nothing; the planner below takes `now`, so that tests can play days in seconds.
@shared_task(base=Planner)
def send_guest_reminders() -> None:
    """Queue the reminders of guests that are due now; the clock calls it each minute."""
    plan_guest_reminders()


def plan_guest_reminders(now: datetime | None = None) -> int:
    """Queue the reminders of guests that are due at the time `now`; return how many were queued.

    A day and an hour before, once for each invitation and time of the event.
    """
    now = now or database_now()
    due: list[Guest] = []

    def find(event: Event) -> int:
        found = _to_remind(event, now)
        due.extend(found)
        return len(found)

    row_by_row(gettext_noop("remind guests of events"), events_within_a_day(now), find, reads_only=True)
    return row_by_row(gettext_noop("remind the guests of an event"), due, lambda it: _remind(it, now))


def _to_remind(event: Event, now: datetime) -> list[Guest]:
    """Return the guests of an event who are due for a reminder and have none yet.

    Only those who were invited before it was due: whoever was invited later has just had a mail.
    """
    due = due_since(event, now)
    if due is None:
        return []
    which, limit = due
    guests = event.guests.coming().filter(invited_at__lte=limit).select_related("event")
    by_key = {_key(which, guest): guest for guest in guests}
    known = set(Message.objects.filter(dedupe_key__in=by_key).values_list("dedupe_key", flat=True))
    return [guest for key, guest in by_key.items() if key not in known]


def _remind(guest: Guest, now: datetime) -> int:
    """Queue the reminder of one guest that is due; return whether it was queued."""
    event = guest.event
    which = rules.due_reminder(event.starts_at, now)
    if which is None:  # moved since the planner found it
        return 0
    return queue_mail(
        "guest_reminder",
        to=guest.email,
        key=_key(which, guest),
        ids={"guest": guest.pk, "version": event.schedule_version, "link": guest.link_version},
        language=guest.language,
        due_at=event.starts_at - rules.REMINDER_LEAD[which],
        expires_at=event.starts_at - rules.REMINDER_CUTOFF[which],
    )


def _key(which: str, guest: Guest) -> str:
    """Return the key that makes a reminder unique: by the time of the event, its kind and the link."""
    event = guest.event
    return f"event:{event.pk}:s{event.schedule_version}:reminder:{which}:g{guest.pk}:{guest.link_version}"
