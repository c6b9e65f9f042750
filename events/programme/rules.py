"""The rules of events and places, as pure functions."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from events.programme.models import Event

UTC = ZoneInfo("UTC")


# Time -----------------------------------------------------------------------------------------------------


def moment(day: date, clock: time, zone: str) -> datetime:
    """The moment in UTC at which that day and time stand on the wall clock of a zone.

    An hour that comes twice (clocks go back) means its first time. An hour that never comes (clocks go
    forward) is counted from before the jump, so that 2:30 becomes 3:30; the forms refuse it (`exists`).
    """
    return datetime.combine(day, clock, ZoneInfo(zone)).replace(fold=0).astimezone(UTC)


def exists(day: date, clock: time, zone: str) -> bool:
    """Whether the clocks of a zone show that time on that day at all."""
    return moment(day, clock, zone).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == datetime.combine(
        day, clock
    )


def is_night(start: datetime, zone: str) -> bool:
    """Whether a meeting begins while people sleep: from 23 to 6 on their clock."""
    hour = start.astimezone(ZoneInfo(zone)).hour
    return hour >= 23 or hour < 6


def time_left(left: timedelta) -> str:
    """«3 days», «11 hours», «25 minutes»: how long until then, rounded as one would say it."""
    minutes = max(round(left.total_seconds() / 60), 0)
    if minutes < 90:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    days = round(hours / 24)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


# Reminders ------------------------------------------------------------------------------------------------

DAY, HOUR = "day", "hour"


BEFORE = {DAY: timedelta(hours=24), HOUR: timedelta(hours=1)}


NOT_LATER_THAN = {DAY: timedelta(hours=1), HOUR: timedelta(minutes=30)}


def due_reminder(starts_at: datetime, now: datetime) -> str | None:
    """Which reminder may go out now; a late clock catches up until the text would be of no use."""
    left = starts_at - now
    for which in (DAY, HOUR):
        if NOT_LATER_THAN[which] < left <= BEFORE[which]:
            return which
    return None


# Places ---------------------------------------------------------------------------------------------------


def free_places(capacity: int | None, going: int) -> int | None:
    """How many may still come; None is no limit. A lowered capacity leaves none, and throws nobody out."""
    return None if capacity is None else max(capacity - going, 0)


# Words ----------------------------------------------------------------------------------------------------

SERVICES = {
    "zoom.us": "Zoom",
    "zoom.com": "Zoom",
    "teams.microsoft.com": "Teams",
    "teams.live.com": "Teams",
    "meet.google.com": "Google Meet",
    "webex.com": "Webex",
    "meet.jit.si": "Jitsi",
}


def service(join_url: str) -> str:
    """What people know the meeting's tool by: «Zoom»; empty where the address does not tell."""
    host = urlsplit(join_url).hostname or ""
    return next((name for tail, name in SERVICES.items() if host == tail or host.endswith(f".{tail}")), "")


def in_words(start: datetime, zones: Iterable[str], limit: int = 3) -> str:
    """«Auckland 3:00, Sydney 1:00 …»: where a meeting begins at which hour."""
    clocks = {zone: start.astimezone(ZoneInfo(zone)) for zone in zones}
    said = [f"{zone.rpartition('/')[2].replace('_', ' ')} {local:%-H:%M}" for zone, local in clocks.items()]
    return ", ".join(sorted(said)[:limit]) + (" …" if len(said) > limit else "")


def whom_told(told: int, night: int, examples: str) -> str:
    """The sentences before a move: how many are told, and for how many it falls at night."""
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


def languages_in_words(codes: Iterable[str]) -> str:
    """«English, Spanish»: in the reader's language; a code nobody knows stays itself."""
    names = []
    for code in codes:
        try:
            names.append(str(get_language_info(code)["name_translated"]))
        except KeyError:
            names.append(code)
    return ", ".join(name[:1].upper() + name[1:] for name in names)


# When they are offered --------------------------------------------------------------------------------------


def may_change(event: Event) -> bool:
    return event.is_postponed or (event.is_published and not event.has_started(timezone.now()))
