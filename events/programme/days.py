"""The programme of an event day by day, as its readers see it, and what has changed of it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.programme import refusals
from events.programme.agenda import AgendaItem
from events.programme.models import Event
from events.programme.rules import clock_shows
from icaforum.words.text import one_line
from icaforum.words.times import day_in_words, hours, time_span

# What calendar entries hold beside the time, so that a change of it is told.
TOLD_FIELDS = ("title", "place")

Known = Mapping[str, list[Any]]
"""What people know of a programme, by the key of each item: its day, its two times, a mark of its words."""


@dataclass(frozen=True)
class DayOfProgramme:
    """One day of a programme: its number from 1 on, a moment of it, and what happens, in order."""

    number: int
    moment: datetime
    items: list[AgendaItem]


def days_of(event: Event) -> list[date]:
    """Return the days on which the event takes place, on its own clock."""
    first = event.starts_at.astimezone(event.zone).date()
    # What ends at midnight has nothing of the day that begins then.
    last = (event.ends_at - timedelta(minutes=1)).astimezone(event.zone).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def programme_of(event: Event, zone: str) -> list[DayOfProgramme]:
    """Return the programme by day, on the clock of a zone; days without anything are left out."""
    clock = ZoneInfo(zone)
    items = list(event.agenda.all()) if event.pk else []  # one that is not stored yet has none
    for item in items:
        item.event = event  # it would be asked for anew by each
    items.sort(key=lambda item: item.starts_at)
    by_day = groupby(items, lambda item: item.starts_at.astimezone(clock).date())
    found = [(day, list(some)) for day, some in by_day]
    # Something may come before the start, which on another clock may be the day before.
    first = min([event.starts_at.astimezone(clock).date(), *(day for day, _some in found)])
    return [DayOfProgramme((day - first).days + 1, some[0].starts_at, some) for day, some in found]


def programme_in_lines(event: Event, zone: str) -> list[str]:
    """Return the programme as lines of plain text, for calendar entries."""
    lines = []
    for day in programme_of(event, zone):
        number = _("Day %(n)s") % {"n": day.number}
        lines.append(f"{number}, {day_in_words(day.moment, zone)}")
        for item in day.items:
            beside = ", ".join(one_line(text) for text in (item.room, item.who) if text)
            line = f"{hours(item.starts_at, item.ends_at, zone)} {one_line(item.title)}"
            lines.append(f"{line} ({beside})" if beside else line)
    return lines


def refuse_outside(event: Event) -> None:
    """Raise OutsideTheDays where the programme has something that the time of the event has no room for.

    On a day on which it does not take place any more, or at an hour that the clocks skip on that day.
    """
    days = days_of(event)
    for item in event.agenda.all():
        if item.day >= len(days):
            words = ngettext(
                "The programme has “%(title)s” on day %(day)d, and the event has %(n)d day. Change the "
                "programme first.",
                "The programme has “%(title)s” on day %(day)d, and the event has %(n)d days. Change the "
                "programme first.",
                len(days),
            )
            raise refusals.OutsideTheDays(words % {"title": item.title, "day": item.day + 1, "n": len(days)})
        if not clock_shows(days[item.day], item.begins, event.time_zone):
            words = _(
                "The clocks of that time zone skip the hour of “%(title)s”. Change the programme first."
            )
            raise refusals.OutsideTheDays(words % {"title": item.title})


# What people know of it ----------------------------------------------------------------------------------


def told_of(event: Event) -> dict[str, Any]:
    """Return all that calendar entries say beside the time, as it stands now, as JSON for a notice."""
    return {name: getattr(event, name) for name in TOLD_FIELDS} | {"programme": known_of(event)}


def known_of(event: Event) -> dict[str, list[Any]]:
    """Return what people know of the programme as it stands now, as JSON.

    Of its words a mark only, so that no name stays there that is taken out of the programme.
    """
    return {
        str(item.pk): [item.day, _clock(item.begins), _clock(item.ends), _mark(item)]
        for item in event.agenda.all()
    }


def changes_since(event: Event, before: Known | None, zone: str) -> list[str]:
    """Return what has changed of the programme since `before`, a sentence each, in the order of time.

    Times are said on the clock of a zone. Of None nothing is known, so nothing has changed.
    """
    if before is None:
        return []
    said: list[tuple[datetime, str]] = []
    now = known_of(event)
    for item in event.agenda.all():
        item.event = event
        was = before.get(str(item.pk))
        facts = {"title": item.title, "when": time_span(item.starts_at, item.ends_at, zone)}
        if was is None:
            said.append((item.starts_at, _("New: %(when)s: %(title)s") % facts))
        elif was[:3] != now[str(item.pk)][:3]:
            words = _("Changed: %(when)s: %(title)s. It was: %(before)s")
            said.append((item.starts_at, words % (facts | {"before": _span(event, was, zone)})))
        elif was != now[str(item.pk)]:
            said.append((item.starts_at, _("Changed: %(when)s: %(title)s") % facts))
    for key, was in before.items():
        if key not in now:
            words = _("Taken out: %(when)s") % {"when": _span(event, was, zone)}
            said.append((_moment(event, was[0], was[1]), words))
    return [words for _at, words in sorted(said)]


def what_changed(event: Event, before: Mapping[str, Any], zone: str) -> dict[str, Any]:
    """Return what a mail says of a change: the context of its template. `before` is what stood there.

    Where nothing differs, to somebody who came while a change was held, title and place are said again.
    """
    changes = changes_since(event, before.get("programme"), zone)
    is_other = any(getattr(event, name) != before.get(name, getattr(event, name)) for name in TOLD_FIELDS)
    return {"renamed": is_other or not changes, "changes": changes}


def _span(event: Event, was: list[Any], zone: str) -> str:
    day, begins, ends, _words = was
    return time_span(_moment(event, day, begins), _moment(event, day, ends) if ends else None, zone)


def _moment(event: Event, day: int, clock: str) -> datetime:
    return datetime.combine(event.local_date + timedelta(days=day), time.fromisoformat(clock), event.zone)


def _clock(clock: time | None) -> str:
    return f"{clock:%H:%M}" if clock else ""


def _mark(item: AgendaItem) -> str:
    words = f"{item.title}\0{item.what}\0{item.room}\0{item.who}"
    return hashlib.sha256(words.encode()).hexdigest()[:16]
