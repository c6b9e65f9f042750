"""The time by the database, and times in words.

Dates are written out and clocks have 24 hours. A moment is always said in a named zone: the reader's or the
event's. Templates reach these functions by the library `forum` (`icaforum.words.tags`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta, tzinfo
from datetime import timezone as fixed_offset
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import connection
from django.utils import timezone
from django.utils.dateformat import format as in_letters
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from icaforum.words.places import local_name, zone_place

# From this hour of UTC on it is tomorrow somewhere in the east; before, it is still yesterday in the west.
FIRST_IN_THE_EAST = 11

Zone = tzinfo | str | None
"""A zone, or its IANA name; none, or an empty name, is the reader's own: the one that is active now."""


SOMEWHERE = fixed_offset(timedelta(), "UTC")
"""The zone of a reader of whom nobody knows where they are: UTC, and days are said so (`day_in_words`)."""


def reader_is_somewhere() -> bool:
    """Return whether nobody knows where the reader is."""
    zone: tzinfo = timezone.get_current_timezone()
    return zone is SOMEWHERE


def clock_of(zone: str) -> tzinfo:
    """Return the zone of that name, to be made the reader's; `SOMEWHERE` for an empty or unknown one."""
    try:
        return ZoneInfo(zone) if zone else SOMEWHERE
    except (ZoneInfoNotFoundError, ValueError):
        return SOMEWHERE


def year_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of its year."""
    return day.replace(month=1, day=1), day.replace(month=12, day=31)


def database_now() -> datetime:
    """Return the time by the database, which all web and worker processes share; costs one query.

    Inside a transaction it goes on, unlike `Now()`, which stands still at the transaction's start.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


# The moment that the request at hand has asked for; empty while it has not, none outside of requests.
_asked: ContextVar[list[datetime] | None] = ContextVar("asked", default=None)


@contextmanager
def one_moment() -> Iterator[None]:
    """Let `request_now` ask the database once until this ends: a request."""
    token = _asked.set([])
    try:
        yield
    finally:
        _asked.reset(token)


def note_moment(moment: datetime) -> None:
    """Remember a time by the database that another statement has brought along, where none is known yet."""
    asked = _asked.get()
    if asked is not None and not asked:
        asked.append(moment)


def request_now() -> datetime:
    """Return the time by the database at which the request at hand first asked; elsewhere, that of now.

    For what pages say and offer and for sessions and codes. Verbs ask `database_now` under their lock, for
    which they may have waited.
    """
    asked = _asked.get()
    if asked is None:
        return database_now()
    if not asked:
        asked.append(database_now())
    return asked[0]


def reader_today() -> date:
    """Return the day that it is for the reader, by the database."""
    return timezone.localdate(request_now())


def utc_offset(moment: datetime, zone: tzinfo) -> timedelta:
    """Return how far the clocks of a zone are ahead of UTC at that moment; negative when behind."""
    # `utcoffset` gives None for a datetime without a zone alone, which `astimezone` never returns.
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def ahead_of(zone: str, other: tzinfo, *, at: datetime) -> timedelta:
    """Return how far the clocks of a zone are ahead of another's at that moment; negative when behind."""
    return utc_offset(at, ZoneInfo(zone)) - utc_offset(at, other)


def difference_in_words(difference: timedelta) -> str:
    """Put a difference of two zones into words, as seen by the reader.

    «8 hours ahead of you», «5:30 hours behind you», «the same time as yours».
    """
    if not difference:
        return _("the same time as yours")
    full_hours, minutes = divmod(int(abs(difference).total_seconds()) // 60, 60)
    size = f"{full_hours}:{minutes:02}" if minutes else str(full_hours)
    number = full_hours + bool(minutes)  # «1:30 hours» is a plural
    if difference > timedelta(0):
        words = ngettext("%(hours)s hour ahead of you", "%(hours)s hours ahead of you", number)
    else:
        words = ngettext("%(hours)s hour behind you", "%(hours)s hours behind you", number)
    return words % {"hours": size}


def zone_city(zone: Zone) -> str:
    """Return the city that a zone is named after: «America/Argentina/Buenos_Aires» gives «Buenos Aires».

    A state behind it is left out: «Knox». Names of cities stay, as the reader's language has them.
    """
    name = str(zone or timezone.get_current_timezone())
    return zone_place(name).partition(",")[0] if "/" in name else local_name(name)


def in_place(place: Zone) -> str:
    """Return where a clock hangs, to stand behind a time: «in Madrid», and «UTC», which is no place.

    `place` is a zone, or the name to say in place of the city that the zone is named after.
    """
    name = zone_city(place)
    return name if name == "UTC" else _("in %(place)s") % {"place": name}


def in_zone(moment: datetime, zone: Zone) -> datetime:
    """Return what the clocks of a zone show at that moment, as a datetime without tzinfo.

    With one, the date filter of templates would turn it back into the reader's zone.
    """
    return _on_the_wall(moment, zone).replace(tzinfo=None)


def same_clock(moment: datetime, zone: Zone, other: Zone) -> bool:
    """Return whether two zones show the same time at that moment."""
    # By the offset and not by the name: Madrid and Berlin are two zones and one clock.
    return _on_the_wall(moment, zone).utcoffset() == _on_the_wall(moment, other).utcoffset()


def day_in_words(moment: datetime, zone: Zone = None) -> str:
    """Return the day of a moment: «Wednesday 17 March», with the year when it is not this one.

    For a reader who may be anywhere, with the time in UTC and the other day that it may be where they are.
    """
    if zone or not reader_is_somewhere():
        return _day(_on_the_wall(moment, zone))
    utc = moment.astimezone(UTC)
    other = utc + (timedelta(days=1) if utc.hour >= FIRST_IN_THE_EAST else -timedelta(days=1))
    return _("%(day)s, %(time)s UTC (where you are it may be %(other)s)") % {
        "day": _day(utc),
        "time": _clock(utc),
        "other": _day(other),
    }


def hours(start: datetime, end: datetime | None, zone: Zone = None) -> str:
    """Return from when to when something lasts, on the clock of a zone.

    «18:00–19:15»; «18:00» when no end is known; past midnight, with the day on which it ends.
    """
    first = _on_the_wall(start, zone)
    last = _on_the_wall(end, zone) if end else first
    if first.date() != last.date():
        return f"{_clock(first)} – {_day(last)}, {_clock(last)}"
    return f"{_clock(first)}–{_clock(last)}" if end else _clock(first)


def days(start: datetime, end: datetime | None, zone: Zone = None) -> str:
    """Return from which day to which something lasts, such as an academy: «12 to 14 April».

    Empty for what is shorter than a day or has no known end: `hours` says that.
    """
    if not end or end - start < timedelta(hours=24):
        return ""
    return from_day_to_day(_on_the_wall(start, zone), _on_the_wall(end, zone))


def from_day_to_day(first: date, last: date) -> str:
    """Return two days in words: «12 to 14 April», «30 April to 2 May»; the year where it is not this one."""
    # Formats of their own: German puts a full stop behind the day, Spanish a word before the year.
    letters = pgettext("day and month, in the letters of the date filter", "j F")
    with_year = pgettext("day, month and year, in the letters of the date filter", "j F Y")
    begin = letters
    if (first.year, first.month) == (last.year, last.month):
        begin = pgettext("day of the month before «to», in the letters of the date filter", "j")
    elif first.year != last.year:
        begin = with_year
    until = letters if first.year == last.year == timezone.localdate().year else with_year
    return _("%(first)s to %(last)s") % {"first": in_letters(first, begin), "last": in_letters(last, until)}


def time_span(start: datetime, end: datetime | None, zone: Zone = None, *, beside: Zone = None) -> str:
    """Return the day and the hours of something: «Wednesday 17 March, 6:00–7:15».

    With `beside`, the zone of another span that stands next to it, the day is said only when it differs.
    """
    first = _on_the_wall(start, zone)
    last = _on_the_wall(end, zone) if end else first
    if first.date() != last.date():
        return f"{_day(first)}, {_clock(first)} – {_day(last)}, {_clock(last)}"
    if beside and _on_the_wall(start, beside).date() == first.date():
        return hours(start, end, zone)
    return f"{_day(first)}, {hours(start, end, zone)}"


def both_times(
    start: datetime, end: datetime | None, zone: Zone, event_zone: Zone, *, event_city: str = ""
) -> str:
    """Return the reader's time and the event's, for one line; one of them where both clocks agree.

    «Wednesday 17 March, 6:00–7:15 your time, Tuesday 16 March, 18:00–19:15 in Madrid». `event_city` is the
    name to say in place of the city that the event's zone is named after.
    """
    where = in_place(event_city or event_zone)
    if same_clock(start, zone, event_zone):
        return f"{days(start, end, event_zone) or time_span(start, end, zone)} {where}"
    facts = {
        "here": time_span(start, end, zone),
        "there": time_span(start, end, event_zone, beside=zone),
        "where": where,
    }
    return _("%(here)s your time, %(there)s %(where)s") % facts


def _on_the_wall(moment: datetime, zone: Zone) -> datetime:
    # A template hands on an unset variable as an empty word.
    return timezone.localtime(moment, ZoneInfo(zone) if zone and isinstance(zone, str) else zone or None)


def _day(moment: datetime) -> str:
    # This year by the clock of the same zone: on New Year's Eve two zones are in two years.
    if moment.year == timezone.localtime(timezone=moment.tzinfo).year:
        letters = pgettext("day, in the letters of Django's date filter", "l j F")
    else:
        letters = pgettext("day, in the letters of Django's date filter", "l j F Y")
    # Without tzinfo, as in `in_zone`.
    return in_letters(moment.replace(tzinfo=None), letters)


def _clock(moment: datetime) -> str:
    return in_letters(
        moment.replace(tzinfo=None), pgettext("time of day, in the letters of Django's date filter", "G:i")
    )
