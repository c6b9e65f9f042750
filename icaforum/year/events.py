"""Events and presence, and for whom webinars were at night."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.models import City
from events.after.numbers import Presence, came_by_day, presence_between
from events.models import Event
from events.planning.nights import places_in_the_forum
from events.planning.rules import Place, nights_of
from icaforum.audit.admin.exports import Cell
from icaforum.words.times import in_zone
from icaforum.year.drawing import NARROW, WIDE, hours_drawn
from icaforum.year.members import quarters_left_out, regions
from icaforum.year.parts import Headline, Part, Table
from icaforum.year.small_numbers import Protected, at_least, by_row, is_small, told_apart
from icaforum.year.spans import Quarter, Span


@dataclass(frozen=True)
class Came:
    """The events of a span, and how many people came from each region, as far as that is shown."""

    kinds: Mapping[str, int]
    presence: Presence
    regions: Mapping[str, Protected]
    left_out: bool
    goes_on: bool

    def of(self, region: str) -> Protected:
        """Return what is shown of a region: while a quarter runs, at least so many."""
        found = self.regions.get(region, Protected())
        return Protected(found.number, found.is_whole and not self.goes_on)

    @property
    def total(self) -> Protected:
        """The sum of what is shown of the regions, and nothing else."""
        some = self.regions.values()
        whole = not self.goes_on and all(it.is_whole for it in some)
        return Protected(sum(it.number for it in some), whole)


def came_in(span: Span) -> Came:
    """Return what the events of a span came to, in four statements."""
    held = Event.objects.held_between(span.first, span.last).order_by()
    kinds = dict(held.values_list("kind").annotate(Count("pk")))
    cells: Counter[tuple[str, Quarter]] = Counter()
    for region, day, number in came_by_day(span.first, span.last):
        quarter = Quarter.of(day)
        if quarter in span.over:
            cells[region, quarter] += number
    found = by_row(cells, {region for region, _quarter in cells})
    left_out = span.goes_on or any(not it.is_whole for it in found.values())
    return Came(kinds, presence_between(span.first, span.last), found, left_out, span.goes_on)


def events_part(came: Came) -> Part:
    """Say which events there were, and how many places were used."""
    found = came.presence
    if not found.events:
        return Part("events", _("Events and places"), _("No event was held in this time."))
    finding = ngettext("%(n)d event.", "%(n)d events.", found.events) % {"n": found.events}
    finding += " " + _("Places used: %(n)s.") % {"n": at_least(came.total)}
    finding += " " + _("Who was there is known of %(known)d of them.") % {"known": found.with_presence}
    kinds = [(str(name), came.kinds.get(key, 0)) for key, name in Event.Kind.choices]
    tables = [Table(_("By kind"), (_("Kind"), _("Events")), tuple(kinds))]
    rows = tuple((name, at_least(came.of(key))) for key, name in regions(came.regions))
    tables.append(Table(_("Places used, by region"), (_("Region"), _("Places used")), rows))
    notes = [
        _("A place is used by whoever was there, as the report of the meeting says. No person is named.")
    ]
    notes += [quarters_left_out()] if came.left_out else []
    return Part("events", _("Events and places"), finding, tuple(tables), tuple(notes))


def events_headline(came: Came) -> Headline:
    """Return the places that were used."""
    events = came.presence.events
    at = ngettext("at %(n)d event", "at %(n)d events", events) % {"n": events}
    return Headline(at_least(came.total), _("places used"), at)


# Fair times -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Times:
    """The webinars of a span, the cities whose clock is known, with their regions, and the nights of each."""

    starts: Sequence[datetime]
    places: Sequence[Place]
    region_of: Mapping[int, str]
    nights: Mapping[int, int]


def times_in(span: Span) -> Times:
    """Return the hours at which webinars of a span began, in three statements."""
    held = Event.objects.held_between(span.first, span.last).filter(kind=Event.Kind.WEBINAR)
    starts = list(held.order_by("starts_at").values_list("starts_at", flat=True))
    places = places_in_the_forum()
    found = City.objects.filter(pk__in=[it.key for it in places])
    region_of = dict(found.order_by().values_list("pk", "region"))
    return Times(starts, places, region_of, nights_of(places, starts))


def times_part(times: Times, *, by_city: bool) -> Part:
    """Say for whom webinars began at night; city by city for the secretariat alone."""
    title = _("Fair times")
    if not times.starts or not times.places:
        return Part("times", title, _("No webinar was held in this time."))
    sizes = Counter(times.region_of.get(it.key, "") for it in times.places)
    shown = set(sizes) if by_city else set(told_apart(sizes))
    nights = Counter[str]()
    for place in times.places:
        nights[times.region_of.get(place.key, "")] += times.nights.get(place.key, 0)
    webinars, all_nights = len(times.starts), sum(nights.values())
    rows: list[tuple[Cell, ...]] = []
    for key, name in regions(sizes):
        total = sizes[key] * webinars
        if key not in shown:
            rows.append((name, _("fewer than 5") if is_small(sizes[key]) else sizes[key], "–", "–"))
        elif total:
            rows.append((name, sizes[key], nights[key], f"{100 * nights[key] / total:.0f}%"))
    head = (_("Region"), _("Cities"), _("At night"), _("Share"))
    tables = [Table(_("By region"), head, tuple(rows))]
    if by_city:
        tables.append(_by_city(times))
    named = [(key, name) for key, name in regions(sizes) if key in shown and sizes[key]]
    hours = _hours(times, {key for key, _name in named})
    return Part(
        "times",
        title,
        _finding(webinars, all_nights, len(times.places) * webinars, {n: nights[k] for k, n in named}),
        tuple(tables),
        (
            _("Webinars only. Each counts once for every city that is in the Forum now, by its own clock."),
            _("Night is from 23:00 to 6:00. Regions of fewer than five cities are not told apart."),
        ),
        hours_drawn(named, hours, WIDE),
        hours_drawn(named, hours, NARROW),
    )


def _finding(webinars: int, nights: int, total: int, by_region: Mapping[str, int]) -> str:
    said = ngettext("%(n)d webinar.", "%(n)d webinars.", webinars) % {"n": webinars}
    if not nights:
        return f"{said} " + _("None began at night for any city.")
    said += " " + _("In %(share)s of 100 cases it began at night where a city is.") % {
        "share": f"{100 * nights / total:.0f}"
    }
    most = max(by_region, key=lambda name: by_region[name], default="")
    if most and by_region[most]:
        said += " " + _("Most often in %(region)s.") % {"region": most}
    return said


def _by_city(times: Times) -> Table:
    """Return the cities that had nights, those with the most first: for the secretariat."""
    found = sorted((-times.nights.get(it.key, 0), it.name, it.key) for it in times.places)
    rows = tuple((name, -less, len(times.starts)) for less, name, _key in found if less)
    head = (_("City"), _("At night"), _("Webinars"))
    return Table(_("By city, for the secretariat alone"), head, rows)


def _hours(times: Times, shown: set[str]) -> Counter[tuple[str, int]]:
    """Return how often a webinar began at an hour of the day, by region."""
    found = Counter[tuple[str, int]]()
    for place in times.places:
        region = times.region_of.get(place.key, "")
        if region in shown:
            found.update((region, in_zone(start, place.zone).hour) for start in times.starts)
    return found
