"""The template library `forum`: what the components need beyond Django's own tags.

Times in words stand in `icaforum.words.times` and are only registered here. The rest draws (a meter of
places, the arc and the fan of pairings) and helps forms to say where the parts of a field are.
"""

from dataclasses import dataclass
from typing import Any

from django import forms, template

from icaforum.words import times
from icaforum.words.languages import own_name
from icaforum.words.messages import is_general
from icaforum.words.places import local_name
from icaforum.words.prose import in_a_line, prose

register = template.Library()
register.filter("own_name", own_name)
register.filter("local_name", local_name)
register.filter("prose", prose)
register.filter("in_a_line", in_a_line)
register.filter("zone_city", times.zone_city)
register.filter("in_place", times.in_place)
register.simple_tag(times.in_zone)
register.simple_tag(times.same_clock)
register.simple_tag(times.day_in_words)
register.simple_tag(times.hours)
register.simple_tag(times.days)
register.simple_tag(times.time_span)
register.simple_tag(times.both_times)

# The most dots that each drawing has, whatever it counts.
METER_DOTS = 20
ARC_DOTS = 8
FAN_DOTS = 5

# Widgets that draw one box for each choice, each with an id of its own.
GROUPS_OF_CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@register.filter
def initials(name: object) -> str:
    """Return the first letters of the first and the last word: «Mara Kim» gives «MK»."""
    # A word that begins with a sign, such as a bracket, has no letter to show.
    words = [word for word in str(name or "").split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@dataclass(frozen=True)
class Meter:
    """The places of an event as a row of dots, True where taken.

    `left` is the number of free places; `few` is set when a tenth of all or less is left, but not none.
    """

    dots: list[bool]
    left: int
    few: bool


@register.simple_tag
def meter(taken: int, capacity: int) -> Meter:
    """Return the meter of an event: twenty dots for any capacity, or as many as there are places if fewer."""
    left = max(capacity - taken, 0)
    total = min(METER_DOTS, max(capacity, 0))
    filled = round(total * min(taken, capacity) / capacity) if capacity > 0 else 0
    if left and filled == total:  # rounding must not show an event as full that has a place left
        filled -= 1
    return Meter(dots=[number < filled for number in range(total)], left=left, few=0 < left * 10 <= capacity)


@register.filter
def has_choices(field: forms.BoundField) -> bool:
    """Return whether a field is a group of radios or checkboxes, to be listed one by one."""
    return isinstance(field.field.widget, GROUPS_OF_CHOICES)


@register.filter
def error_target(field: forms.BoundField) -> str:
    """Return the id that a link in the error summary leads to: the box, or the first choice of a group."""
    # A group has no element with the field's own id that could be focused; Django numbers its boxes from 0.
    return f"{field.auto_id}_0" if has_choices(field) else str(field.id_for_label or field.auto_id)


@register.simple_tag
def error_line(field: forms.BoundField, error: str) -> str:
    """Return an error for the summary, where it stands far from its field.

    A general one («Please fill this in.») gets the field's label before it.
    """
    label = str(field.label)
    # Told by the lazy message and not by its text, which is in the reader's language here.
    known = field.errors.as_data() if field.errors else []
    if not any(is_general(it.message) for it in known if str(error) in it):
        return error
    # A label that is a question or a sentence needs no colon.
    return f"{label}{'' if label.endswith(('?', '.', '!', ':')) else ':'} {error}"


@register.filter
def lookup(table: dict[Any, Any], key: Any) -> Any:
    """Return what a table holds under a key, which templates cannot ask for; empty when it holds nothing."""
    return table.get(key, "")


@register.filter
def widget_attr(field: forms.BoundField, name: str) -> Any:
    """Return an attribute of a field's widget, such as data-min-words; empty where it has none.

    Templates cannot reach names with a dash.
    """
    return field.field.widget.attrs.get(name, "")


@dataclass(frozen=True)
class ArcDot:
    """A step of a pairing on the arc between its two cities; x and y are in the units of the drawing."""

    x: float
    y: float
    done: bool


@dataclass(frozen=True)
class Arc:
    """The arc of a pairing: at most eight dots, and how far along it the two cities are, in percent."""

    dots: list[ArcDot]
    reached: float


@register.simple_tag
def pairing_arc(steps: int, done: int) -> Arc:
    """Return dots at even distances on the curve that `components/pairing_arc.html` draws.

    `steps` is how many steps the pairing has, `done` how many of them are done.
    """
    dots = []
    for number in range(1, min(steps, ARC_DOTS) + 1):
        t = number / (min(steps, ARC_DOTS) + 1)
        # The quadratic Bézier curve of the template, from (24, 62) by (144, -26) to (264, 62), at t.
        x = 24 * (1 - t) ** 2 + 2 * 144 * t * (1 - t) + 264 * t**2
        y = 62 * (1 - t) ** 2 + 2 * -26 * t * (1 - t) + 62 * t**2
        # With more steps than dots a dot stands for several, and is filled when its share of them is done.
        dots.append(ArcDot(round(x, 1), round(y, 1), done=number <= done * min(steps, ARC_DOTS) / steps))
    return Arc(dots, reached=round(100 * done / (steps + 1), 1) if steps else 0)


@dataclass(frozen=True)
class FanDot:
    """A peer city (`done`), or room for one, below its pilot city; `bend` is the x where its line curves."""

    x: float
    bend: float
    done: bool


@register.simple_tag
def peers_fan(taken: int, room: int) -> list[FanDot]:
    """Return at most five dots at even distances, as `components/peers_fan.html` draws them.

    `taken` is how many peers a project has, shown first, and `room` how many more it could have.
    """
    total = min(taken + room, FAN_DOTS)
    # The drawing is 160 wide, so the dots stand 28 apart around the middle at 80.
    middles = (80 + 28 * (number - (total - 1) / 2) for number in range(total))
    return [
        FanDot(round(x, 1), round(80 + (x - 80) * 0.8, 1), done=number < taken)
        for number, x in enumerate(middles)
    ]
