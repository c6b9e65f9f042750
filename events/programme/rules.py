"""The rules of events and places, as functions without queries or writes."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.programme.models import Event

UTC = ZoneInfo("UTC")


# Time -----------------------------------------------------------------------------------------------------


def utc_moment(day: date, clock: time, zone: str) -> datetime:
    """Return the moment in UTC at which that day and time stand on the wall clock of a zone.

    `zone` is an IANA name. An hour that comes twice (clocks go back) means its first time. An hour that never
    comes (clocks go forward) is counted from before the jump, so that 2:30 becomes 3:30; the forms refuse it
    by `clock_shows`.
    """
    # `fold=0` is the first of the two hours (PEP 495), also where a time typed with fold 1 comes in.
    return datetime.combine(day, clock, ZoneInfo(zone)).replace(fold=0).astimezone(UTC)


def end_moment(start: datetime, minutes: int, zone: str) -> datetime:
    """Return the moment in UTC at which what begins then and lasts so long is over.

    What lasts for days ends at an hour of the zone's wall clock, also where the clocks change in between: an
    academy until 17 o'clock does not end at 18 for that.
    """
    length = timedelta(minutes=minutes)
    if length < timedelta(hours=24):
        return start + length
    end = start.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + length
    return utc_moment(end.date(), end.time(), zone)


def clock_shows(day: date, clock: time, zone: str) -> bool:
    """Return whether the clocks of a zone show that time on that day at all."""
    # There and back: a skipped hour comes back as another one.
    return utc_moment(day, clock, zone).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == datetime.combine(
        day, clock
    )


def is_night(start: datetime, zone: str) -> bool:
    """Return whether a meeting begins while people sleep: from 23 to 6 on the clock of the zone."""
    hour = start.astimezone(ZoneInfo(zone)).hour
    return hour >= 23 or hour < 6


def time_left(left: timedelta) -> str:
    """Return how long it is until then, rounded as one would say it: «3 days», «11 hours», «25 minutes».

    Minutes up to an hour and a half, hours up to two days, then days; never less than 0 minutes.
    """
    # Each unit is kept until the rounding to the next one is no great error: «1 hour» for 89 minutes is.
    minutes = max(round(left.total_seconds() / 60), 0)
    if minutes < 90:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    days = round(hours / 24)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


# Reminders ------------------------------------------------------------------------------------------------

# The two reminders by name. The names are part of the keys that make mails unique, so they never change.
DAY, HOUR = "day", "hour"


# How long before the start each one is due: hours on the clock, counted from the start in UTC, so that a
# change of summer time in between moves no reminder.
REMINDER_LEAD = {DAY: timedelta(hours=24), HOUR: timedelta(hours=1)}


# How long before the start each one is of no use any more: after it the later reminder, or the open door,
# says the same. A mail that is still queued then expires.
REMINDER_CUTOFF = {DAY: timedelta(hours=1), HOUR: timedelta(minutes=30)}


def due_reminder(starts_at: datetime, now: datetime) -> str | None:
    """Return which reminder may go out at the time `now`, DAY or HOUR; None for none.

    A clock that was late catches up, since the window of each is open until its cutoff.
    """
    left = starts_at - now
    for which in (DAY, HOUR):
        if REMINDER_CUTOFF[which] < left <= REMINDER_LEAD[which]:
            return which
    return None


# Places ---------------------------------------------------------------------------------------------------


def free_places(capacity: int | None, going: int) -> int | None:
    """Return how many may still get a place; None when there is no limit.

    A capacity that was lowered below `going` leaves none, and throws nobody out.
    """
    return None if capacity is None else max(capacity - going, 0)


# Words ----------------------------------------------------------------------------------------------------

# The name by which people know the tool, by the end of the host's name: «us02web.zoom.us».
MEETING_SERVICES = {
    "zoom.us": "Zoom",
    "zoom.com": "Zoom",
    "teams.microsoft.com": "Teams",
    "teams.live.com": "Teams",
    "meet.google.com": "Google Meet",
    "webex.com": "Webex",
    "meet.jit.si": "Jitsi",
}


def meeting_service(join_url: str) -> str:
    """Return the name of the meeting's tool, such as «Zoom»; empty where the address does not tell."""
    host = urlsplit(join_url).hostname or ""
    return next(
        (name for tail, name in MEETING_SERVICES.items() if host == tail or host.endswith(f".{tail}")), ""
    )


def clock_times_in_words(start: datetime, zones: Iterable[str], limit: int = 3) -> str:
    """Return at which hour a meeting begins in some zones: «Auckland 3:00, Sydney 1:00 …».

    At most `limit` of them, each named by the city that the zone is named after.
    """
    # By zone, so that several people in one zone are named once.
    clocks = {zone: start.astimezone(ZoneInfo(zone)) for zone in zones}
    said = [f"{zone.rpartition('/')[2].replace('_', ' ')} {local:%-H:%M}" for zone, local in clocks.items()]
    return ", ".join(sorted(said)[:limit]) + (" …" if len(said) > limit else "")


def told_in_words(told: int, night: int, examples: str) -> str:
    """Return the sentences before a move: how many are told, and for how many it falls at night.

    `examples` are some of these nights, from `clock_times_in_words`.
    """
    if not told:
        return _("Nobody has a place yet; nobody is told.")
    sentence = ngettext("%(n)d person will be told.", "%(n)d people will be told.", told) % {"n": told}
    if not night:
        return sentence
    at_night = ngettext(
        "For %(n)d of them it falls at night (%(examples)s).",
        "For %(n)d of them it falls at night (%(examples)s).",
        night,
    )
    return f"{sentence} {at_night % {'n': night, 'examples': examples}}"


# What was typed, and what is offered ------------------------------------------------------------------------


def wall_clock_of(typed: Mapping[str, Any]) -> tuple[date, time, str] | None:
    """Return the day, the time and the zone that were typed; None while one of them is missing or wrong."""
    day, clock, zone = typed.get("local_date"), typed.get("local_time"), typed.get("time_zone")
    return (day, clock, zone) if day and clock and zone else None


def may_change(event: Event, now: datetime) -> bool:
    """Return whether places and time can still change: it is announced and has not begun, or is postponed.

    `now` is the time by the database. For what pages offer; the verbs ask again under the lock.
    """
    return event.is_postponed or (event.is_published and not event.has_started(now))
