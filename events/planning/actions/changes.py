"""The verbs that change an announced event and tell people: moved, postponed, cancelled.

A move is held for some minutes before the mails leave. What people know is then the time before the first
held move, which each later one carries on in its notice.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import User
from events.places.actions import settle
from events.planning.actions.announce import tell, who_came_since
from events.planning.actions.entries import derive_moments, refuse_bad_time
from events.programme import refusals
from events.programme.days import refuse_outside
from events.programme.locks import lock_event
from events.programme.models import Event
from events.programme.notices import Notice
from icaforum.audit.details import moment_of, name_details
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs

name_verbs(
    {
        "moved": gettext_lazy("moved"),
        "took the move back": gettext_lazy("took the move back"),
        "postponed": gettext_lazy("postponed"),
        "cancelled": gettext_lazy("cancelled"),
    }
)
name_details({"start": moment_of(gettext_lazy("begins"))})


@transaction.atomic
def move(
    event: Event,
    *,
    local_date: date,
    local_time: time,
    time_zone: str = "",
    duration: int | None = None,
    why: str = "",
    by: User,
) -> Event:
    """Give an announced or a postponed event a new time. Places are kept; people are told after some minutes.

    Without `time_zone` or `duration` (minutes) these stay; `why` goes into the mail. Two moves within these
    minutes send one mail, which names the time people knew; back to that time is `undo_move`. Returns the
    event. Raises NotAnnounced, Cancelled or Started by its state, NoSuchHour or InThePast by the new time,
    SameTime when it has it already, OutsideTheDays when the programme does not fit into it, Busy when the
    lock does not come.
    """
    event, now = _changeable(event)
    zone = time_zone or event.time_zone
    refuse_bad_time(local_date, local_time, zone, now=now)
    asked = {
        "local_date": local_date.isoformat(),
        "local_time": local_time.replace(second=0, microsecond=0).isoformat(),
        "time_zone": zone,
        "duration": duration or event.duration,
        "state": Event.State.PUBLISHED,
    }
    # With the state: a postponed event moved to the time it had before is a change.
    if asked.items() <= _schedule_of(event).items():
        raise refusals.SameTime(_("It begins at that time already."))
    # Two moves in a row, or there and back, are one change or none to people who have heard of neither.
    held = _held_move(event, now)
    if held and asked.items() <= held.before.items():
        return undo_move(event, by=by)
    known = _what_people_know(event, held)
    before = held.before if held else _schedule_of(event) | {"since": now.isoformat()}
    event.local_date, event.local_time, event.time_zone = local_date, local_time, zone
    event.duration = duration or event.duration
    _announce_time(event)
    refuse_outside(event)
    if held:
        held.undone_at = now
        held.save(update_fields=["undone_at"])
    notice = tell(event, Notice.Kind.MOVED, by=by, now=now, before=before, why=why, **known)
    record("moved", event, by=by, notice=notice.pk, start=event.starts_at.isoformat())
    # A postponed event gave no places; with a date it does again.
    return settle(event, by=by)


@transaction.atomic
def undo_move(event: Event, *, by: User) -> Event:
    """Go back to the time people know, while nobody has been told of the new one.

    Only those who took a place meanwhile are told: they know no other time. Raises TooLate once people have
    been told or when there was no move, and NotAnnounced, Cancelled, Started, OutsideTheDays and Busy as
    `move` does.
    """
    event, now = _changeable(event)
    notice = _held_move(event, now)
    if notice is None:
        raise refusals.TooLate(_("People have been told already. Move the event again instead."))
    notice.undone_at = now
    notice.save(update_fields=["undone_at"])
    told_new_time = {"was_starts_at": event.starts_at, "was_ends_at": event.ends_at}
    _restore(event, notice.before)
    refuse_outside(event)
    # Up, not back: those who came meanwhile have an entry with the higher number.
    event.sequence += 1
    event.save()
    if newcomers := who_came_since(event, Notice.Kind.MOVED, notice.before["since"]):
        # The move may have been out of a postponement, which is then what stands again.
        kind = Notice.Kind.MOVED if event.is_published else Notice.Kind.POSTPONED
        tell(event, kind, by=by, now=now, only=newcomers, hold=timedelta(), **told_new_time)
    record("took the move back", event, by=by, notice=notice.pk)
    return event


@transaction.atomic
def postpone(event: Event, *, why: str = "", by: User) -> Event:
    """Say that the event does not take place then and has no new date yet; people are told at once.

    Places are kept, and the entry leaves calendars. Postponing twice changes nothing. Raises NotAnnounced,
    Cancelled, Started or Busy.
    """
    event, now = _changeable(event)
    if event.is_postponed:
        return event
    known = _what_people_know(event, _held_move(event, now))
    event.state = Event.State.POSTPONED
    event.sequence += 1
    event.save()
    notice = tell(event, Notice.Kind.POSTPONED, by=by, now=now, why=why, **known)
    record("postponed", event, by=by, notice=notice.pk)
    return event


@transaction.atomic
def cancel(event: Event, *, why: str = "", by: User) -> Event:
    """Say that the event does not take place; all who come, wait or want the recording are told at once.

    Also possible while it is on. Cancelling twice changes nothing. Raises Started when it is over, Busy when
    the lock does not come. A draft is cancelled too, with nobody to tell.
    """
    event, now = lock_event(event)
    if event.is_cancelled:
        return event
    if event.is_published and event.has_ended(now):
        raise refusals.Started(_("This event is over."))
    known = _what_people_know(event, _held_move(event, now)) | {"before": {"state": event.state}}
    event.state = Event.State.CANCELLED
    event.sequence += 1
    event.save()
    notice = tell(event, Notice.Kind.CANCELLED, by=by, now=now, why=why, **known)
    record("cancelled", event, by=by, notice=notice.pk)
    return event


def _changeable(event: Event) -> tuple[Event, datetime]:
    """Return the event under its lock, and the time. Raises NotAnnounced, Cancelled, Started or Busy."""
    event, now = lock_event(event)
    if event.is_draft:
        raise refusals.not_announced()
    if event.is_cancelled:
        raise refusals.cancelled()
    if event.is_published and event.has_started(now):
        raise refusals.Started(_("This event has begun. Its time can no longer change."))
    return event, now


def _held_move(event: Event, now: datetime) -> Notice | None:
    """Return the notice of a new time of which nobody has been told yet; None if there is none."""
    last = event.notices.standing().filter(kind=Notice.Kind.MOVED).first()
    return last if last and last.is_held(now) else None


def _what_people_know(event: Event, held: Notice | None) -> dict[str, Any]:
    """Return the time that readers have in mind: that before a move they have not been told of."""
    start, end = (held.was_starts_at, held.was_ends_at) if held else (event.starts_at, event.ends_at)
    return {"was_starts_at": start, "was_ends_at": end}


def _announce_time(event: Event) -> None:
    """Save the event with the time that stands on it, as a new version of its schedule."""
    event.state = Event.State.PUBLISHED
    derive_moments(event)
    # The highest ever given and one more, since an undone move takes its number back: a reminder of the
    # undone time must not fit the next one.
    event.schedule_version = (event.notices.aggregate(top=Max("version"))["top"] or 0) + 1
    event.sequence += 1
    event.save()


def _schedule_of(event: Event) -> dict[str, Any]:
    """Return the time of an event as JSON, for the notice of its move and for `_restore`."""
    return {
        "local_date": event.local_date.isoformat(),
        "local_time": event.local_time.isoformat(),
        "time_zone": event.time_zone,
        "duration": event.duration,
        "schedule_version": event.schedule_version,
        "state": event.state,
    }


def _restore(event: Event, before: dict[str, Any]) -> None:
    """Give an event the time back that `_schedule_of` wrote down; the caller saves it."""
    event.local_date = date.fromisoformat(before["local_date"])
    event.local_time = time.fromisoformat(before["local_time"])
    for name in ("time_zone", "duration", "schedule_version", "state"):
        setattr(event, name, before[name])
    derive_moments(event)
