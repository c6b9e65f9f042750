"""Changes of an announced event that people who come must be told: moved, postponed, cancelled."""

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
from events.programme.locks import locked
from events.programme.models import Event, Notice
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
    """A new time, for an announced or a postponed event. Places are kept; people are told after some minutes.

    Two moves in these minutes send one mail, which names the time people knew; back to that time is an undo.
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
    if asked.items() <= _schedule_of(event).items():
        raise refusals.SameTime(_("It begins at that time already."))
    held = _held_move(event, now)
    if held and asked.items() <= held.before.items():
        return undo_move(event, by=by)
    known = _what_people_know(event, held)
    before = held.before if held else _schedule_of(event) | {"since": now.isoformat()}
    event.local_date, event.local_time, event.time_zone = local_date, local_time, zone
    event.duration = duration or event.duration
    event.state = Event.State.PUBLISHED
    derive_moments(event)
    event.schedule_version = (event.notices.aggregate(top=Max("version"))["top"] or 0) + 1
    event.sequence += 1
    event.save()
    if held:
        held.undone_at = now
        held.save(update_fields=["undone_at"])
    notice = tell(event, Notice.Kind.MOVED, by=by, now=now, before=before, why=why, **known)
    record("moved", event, by=by, notice=notice.pk, start=event.starts_at.isoformat())
    return settle(event, by=by)


@transaction.atomic
def undo_move(event: Event, *, by: User) -> Event:
    """Back to the time people know, while nobody has been told of the new one.

    Only those who took a place meanwhile are told: they know no other time.
    """
    event, now = _changeable(event)
    notice = _held_move(event, now)
    if notice is None:
        raise refusals.TooLate(_("People have been told already. Move the event again instead."))
    notice.undone_at = now
    notice.save(update_fields=["undone_at"])
    told_new_time = {"was_starts_at": event.starts_at, "was_ends_at": event.ends_at}
    _restore(event, notice.before)
    event.sequence += 1
    event.save()
    if newcomers := who_came_since(event, Notice.Kind.MOVED, notice.before["since"]):
        kind = Notice.Kind.MOVED if event.is_published else Notice.Kind.POSTPONED
        tell(event, kind, by=by, now=now, only=newcomers, hold=timedelta(), **told_new_time)
    record("took the move back", event, by=by, notice=notice.pk)
    return event


@transaction.atomic
def postpone(event: Event, *, why: str = "", by: User) -> Event:
    """It does not take place then, and has no new date yet. Places are kept; the entry leaves calendars."""
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
    """It does not take place. Everybody with a place, waiting, or waiting for the recording is told."""
    event, now = locked(event)
    if event.is_cancelled:
        return event
    if event.is_published and event.has_ended(now):
        raise refusals.Started(_("This event is over."))
    known = _what_people_know(event, _held_move(event, now))
    event.state = Event.State.CANCELLED
    event.sequence += 1
    event.save()
    notice = tell(event, Notice.Kind.CANCELLED, by=by, now=now, why=why, **known)
    record("cancelled", event, by=by, notice=notice.pk)
    return event


def _changeable(event: Event) -> tuple[Event, datetime]:
    """The event under its lock, if its time may change now."""
    event, now = locked(event)
    if event.is_draft:
        raise refusals.not_announced()
    if event.is_cancelled:
        raise refusals.cancelled()
    if event.is_published and event.has_started(now):
        raise refusals.Started(_("This event has begun. Its time can no longer change."))
    return event, now


def _held_move(event: Event, now: datetime) -> Notice | None:
    """The new time of which nobody has been told yet."""
    last = event.notices.standing().filter(kind=Notice.Kind.MOVED).first()
    return last if last and last.is_held(now) else None


def _what_people_know(event: Event, held: Notice | None) -> dict[str, Any]:
    """The time that readers have in mind: that before a move which they have not been told of."""
    start, end = (held.was_starts_at, held.was_ends_at) if held else (event.starts_at, event.ends_at)
    return {"was_starts_at": start, "was_ends_at": end}


def _schedule_of(event: Event) -> dict[str, Any]:
    return {
        "local_date": event.local_date.isoformat(),
        "local_time": event.local_time.isoformat(),
        "time_zone": event.time_zone,
        "duration": event.duration,
        "schedule_version": event.schedule_version,
        "state": event.state,
    }


def _restore(event: Event, before: dict[str, Any]) -> None:
    event.local_date = date.fromisoformat(before["local_date"])
    event.local_time = time.fromisoformat(before["local_time"])
    for name in ("time_zone", "duration", "schedule_version", "state"):
        setattr(event, name, before[name])
    derive_moments(event)
