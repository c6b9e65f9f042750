"""What reports, or the room, say of the people of an event, and how many were there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from events.after import rules
from events.after.models import AttendanceRow
from events.places.models import Registration
from events.programme.models import Event

Told = Registration.Told

Said = tuple[bool | None, int | None]
"""Whether somebody was there, and for how many minutes; None is not known."""
NOTHING: Said = (None, None)


def said_by(event: Event, source: str, *, unwritten: bool = False) -> Callable[[Registration], Said]:
    """Return what says of a place whether its person was there; `source` is a report, or the room.

    `unwritten` reads reports along that are not written down yet.
    """
    return _by_reports(event, unwritten) if source == Told.REPORT else _by_room


def _by_room(place: Registration) -> Said:
    return (place.opened_at is not None, None) if place.is_going else NOTHING


def _by_reports(event: Event, unwritten: bool) -> Callable[[Registration], Said]:
    parts: dict[int, list[Any]] = {}
    counted = AttendanceRow.objects.of(event).counted()
    for row in counted if unwritten else counted.filter(report__written_at__isnull=False):
        parts.setdefault(row.counts_for or 0, []).extend(row.parts)

    def said(place: Registration) -> Said:
        if place.pk not in parts:
            return (False, None) if place.is_going else NOTHING
        minutes = rules.minutes_of(parts[place.pk])
        if rules.was_there(minutes, event.duration):
            return True, minutes
        return (False, minutes) if place.is_going else NOTHING

    return said


@dataclass(frozen=True)
class Numbers:
    """How many were there, had a place and were not, and wait for a word of somebody."""

    present: int
    absent: int
    to_look_at: int


def numbers_of(event: Event, source: str) -> Numbers:
    """Return the numbers that writing down from this source would give; of none, those that are written."""
    said = said_by(event, source, unwritten=True) if source else None
    present = absent = 0
    for place in event.registrations.filter(person__erased_at__isnull=True):
        came = place.came if said is None or place.came_from == Told.HAND else said(place)[0]
        present += came is True
        absent += came is not True and place.is_going
    return Numbers(present, absent, AttendanceRow.objects.of(event).to_look_at().count())
