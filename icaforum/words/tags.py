"""What the components need beyond Django's own tags: times in words, meters, and where a field's parts are.

Dates are written out and clocks have 24 hours. A moment is always said in a named zone: the reader's or the
event's.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django import forms, template
from django.utils import timezone
from django.utils.dateformat import format as in_letters
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from icaforum.words.languages import own_name
from icaforum.words.messages import is_general

register = template.Library()
register.filter("own_name", own_name)


Zone = tzinfo | str | None


METER_DOTS = 20


ARC_DOTS = 8


FAN_DOTS = 5


GROUPS_OF_CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@register.filter
def initials(name: object) -> str:
    """The first letters of the first and the last word: «Mara Kim» becomes «MK»."""
    words = [word for word in str(name or "").split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def place(zone: Zone) -> str:
    """The city a zone is named after: «America/Argentina/Buenos_Aires» becomes «Buenos Aires»."""
    return str(zone or timezone.get_current_timezone()).rpartition("/")[2].replace("_", " ")


@register.simple_tag
def in_zone(moment: datetime, zone: Zone) -> datetime:
    """The moment on the wall clock of a zone; none means the reader's own.

    Without tzinfo, because the date filter would turn it back into the reader's zone.
    """
    return _on_the_wall(moment, zone).replace(tzinfo=None)


@register.simple_tag
def same_clock(moment: datetime, zone: Zone, other: Zone) -> bool:
    """Whether two zones show the same time at that moment."""
    return _on_the_wall(moment, zone).utcoffset() == _on_the_wall(moment, other).utcoffset()


@register.simple_tag
def day_in_words(moment: datetime, zone: Zone = None) -> str:
    """«Wednesday 17 March», with the year when it is not this one."""
    return _day(_on_the_wall(moment, zone))


@register.simple_tag
def hours(start: datetime, end: datetime | None, zone: Zone = None) -> str:
    """«18:00–19:15» on the clock of a zone; «18:00» when no end is known; past midnight, with the day."""
    first = _on_the_wall(start, zone)
    last = _on_the_wall(end, zone) if end else first
    if first.date() != last.date():
        return f"{_clock(first)} – {_day(last)}, {_clock(last)}"
    return f"{_clock(first)}–{_clock(last)}" if end else _clock(first)


@register.simple_tag
def days(start: datetime, end: datetime | None, zone: Zone = None) -> str:
    """«12 to 14 April» for what lasts longer than a day, such as an academy; else nothing."""
    if not end or end - start < timedelta(hours=24):
        return ""
    return from_day_to_day(_on_the_wall(start, zone), _on_the_wall(end, zone))


def from_day_to_day(first: date, last: date) -> str:
    """«12 to 14 April», «30 April to 2 May»; the year is said where it is not this one."""
    letters = pgettext("day and month, in the letters of the date filter", "j F")
    begin = letters
    if (first.year, first.month) == (last.year, last.month):
        begin = pgettext("day of the month before «to», in the letters of the date filter", "j")
    elif first.year != last.year:
        begin = f"{letters} Y"
    until = letters if first.year == last.year == timezone.localdate().year else f"{letters} Y"
    return _("%(first)s to %(last)s") % {"first": in_letters(first, begin), "last": in_letters(last, until)}


@register.simple_tag
def time_span(start: datetime, end: datetime | None, zone: Zone = None, *, beside: Zone = None) -> str:
    """«Wednesday 17 March, 6:00–7:15». Beside another zone's span, the day is said only when it differs."""
    first = _on_the_wall(start, zone)
    last = _on_the_wall(end, zone) if end else first
    if first.date() != last.date():
        return f"{_day(first)}, {_clock(first)} – {_day(last)}, {_clock(last)}"
    if beside and _on_the_wall(start, beside).date() == first.date():
        return hours(start, end, zone)
    return f"{_day(first)}, {hours(start, end, zone)}"


@register.simple_tag
def both_times(
    start: datetime, end: datetime | None, zone: Zone, event_zone: Zone, *, event_place: str = ""
) -> str:
    """«Wednesday 17 March, 6:00–7:15 your time, Tuesday 16 March, 18:00–19:15 in Madrid», for one line."""
    facts = {"here": time_span(start, end, zone), "place": event_place or place(event_zone)}
    if same_clock(start, zone, event_zone):
        return _("%(here)s in %(place)s") % facts
    facts["there"] = time_span(start, end, event_zone, beside=zone)
    return _("%(here)s your time, %(there)s in %(place)s") % facts


@dataclass(frozen=True)
class Meter:
    """The places of an event as a row of dots, filled is taken; few when a tenth or less is left."""

    dots: list[bool]
    left: int
    few: bool


@register.simple_tag
def meter(taken: int, capacity: int) -> Meter:
    """Twenty dots for any capacity, fewer for a smaller one. One dot is open as long as one place is left."""
    left = max(capacity - taken, 0)
    total = min(METER_DOTS, max(capacity, 0))
    filled = round(total * min(taken, capacity) / capacity) if capacity > 0 else 0
    if left and filled == total:
        filled -= 1
    return Meter(dots=[number < filled for number in range(total)], left=left, few=0 < left * 10 <= capacity)


@register.filter
def has_choices(field: forms.BoundField) -> bool:
    """Whether a field is a group of radios or checkboxes, to be listed one by one."""
    return isinstance(field.field.widget, GROUPS_OF_CHOICES)


@register.filter
def error_target(field: forms.BoundField) -> str:
    """The id that a link in the error summary leads to: the box, or the first choice of a group."""
    return f"{field.auto_id}_0" if has_choices(field) else str(field.id_for_label or field.auto_id)


@register.simple_tag
def error_line(field: forms.BoundField, error: str) -> str:
    """An error for the summary; one that does not tell what it speaks of gets the field's label before it."""
    label = str(field.label)
    known = field.errors.as_data() if field.errors else []
    if not any(is_general(it.message) for it in known if str(error) in it):
        return error
    return f"{label}{'' if label.endswith(('?', '.', '!', ':')) else ':'} {error}"


@register.filter
def lookup(table: dict[Any, Any], key: Any) -> Any:
    """What a table holds under a key; nothing when it does not."""
    return table.get(key, "")


@register.filter
def widget_attr(field: forms.BoundField, name: str) -> Any:
    """An attribute of a field's widget, such as data-min-words; templates cannot reach names with a dash."""
    return field.field.widget.attrs.get(name, "")


def _on_the_wall(moment: datetime, zone: Zone) -> datetime:
    # A template hands on an unset variable as an empty word.
    return timezone.localtime(moment, ZoneInfo(zone) if zone and isinstance(zone, str) else zone or None)


def _day(moment: datetime) -> str:
    if moment.year == timezone.localtime(timezone=moment.tzinfo).year:
        letters = pgettext("day, in the letters of Django's date filter", "l j F")
    else:
        letters = pgettext("day, in the letters of Django's date filter", "l j F Y")
    return in_letters(moment.replace(tzinfo=None), letters)


def _clock(moment: datetime) -> str:
    return in_letters(
        moment.replace(tzinfo=None), pgettext("time of day, in the letters of Django's date filter", "G:i")
    )


@dataclass(frozen=True)
class ArcDot:
    """A step of a pairing on the arc between its two cities."""

    x: float
    y: float
    done: bool


@dataclass(frozen=True)
class Arc:
    """The arc of a pairing: a dot a step, and how far along it the two cities are, in percent."""

    dots: list[ArcDot]
    reached: float


@register.simple_tag
def pairing_arc(steps: int, done: int) -> Arc:
    """Dots at even distances on the curve that `components/pairing_arc.html` draws."""
    dots = []
    for number in range(1, min(steps, ARC_DOTS) + 1):
        t = number / (min(steps, ARC_DOTS) + 1)
        x = 24 * (1 - t) ** 2 + 2 * 144 * t * (1 - t) + 264 * t**2
        y = 62 * (1 - t) ** 2 + 2 * -26 * t * (1 - t) + 62 * t**2
        dots.append(ArcDot(round(x, 1), round(y, 1), done=number <= done * min(steps, ARC_DOTS) / steps))
    return Arc(dots, reached=round(100 * done / (steps + 1), 1) if steps else 0)


@dataclass(frozen=True)
class FanDot:
    """A peer city, or room for one, below its pilot city; `bend` is where its line curves."""

    x: float
    bend: float
    done: bool


@register.simple_tag
def peers_fan(taken: int, room: int) -> list[FanDot]:
    """At most five dots at even distances, the taken first, as `components/peers_fan.html` draws them."""
    total = min(taken + room, FAN_DOTS)
    places = (80 + 28 * (number - (total - 1) / 2) for number in range(total))
    return [
        FanDot(round(x, 1), round(80 + (x - 80) * 0.8, 1), done=number < taken)
        for number, x in enumerate(places)
    ]
