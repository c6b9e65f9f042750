"""What a time means for the cities in the Forum: the rows behind `rules`, and the words for people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_countries import countries

from cities.models import City
from events.planning import rules
from events.planning.rules import Better, Place
from events.programme.models import Event
from icaforum.forum.calendars import works
from icaforum.words.times import database_now, hours, in_zone, time_span

# Of so many webinars it is looked at whose night they were.
LOOKED_BACK = 24
NAMED = 4


@dataclass(frozen=True)
class Fairness:
    """What a time means: for whom it is night, whose night it was last time, what would be fairer."""

    start: datetime
    zone: str
    places: list[Place]
    night: list[Place]
    again: list[Place]
    last: list[Place] | None
    days_off: list[str]
    better: list[Better]

    @property
    def sentences(self) -> list[str]:
        """Return what is said of the time, a sentence each."""
        if not self.places:
            return [_("No city has said its time zone yet.")]
        said = self._night()
        if self.again:
            said.append(self._again())
        if self.last is not None:
            said.append(self._last())
        if self.days_off:
            said.append(_("A day off in %(countries)s.") % {"countries": _some(self.days_off)})
        return [sentence.replace("….", "…") for sentence in said]

    def _night(self) -> list[str]:
        if not self.night:
            return [_("It is night for nobody.")]
        said, people = [], sum(place.people for place in self.night)
        if people:
            words = ngettext(
                "For %(n)d person it is night: %(where)s.", "For %(n)d people it is night: %(where)s.", people
            )
            said.append(words % {"n": people, "where": self._clocks(it for it in self.night if it.people)})
        if empty := [place for place in self.night if not place.people]:
            words = _("It is night in cities that have nobody here yet: %(where)s.")
            said.append(words % {"where": self._clocks(empty)})
        return said

    def _clocks(self, places: Iterable[Place]) -> str:
        return _some(f"{place.name} {hours(self.start, None, place.zone)}" for place in places)

    def _again(self) -> str:
        names = _some(place.name for place in self.again)
        return _("Again at night, before all others had theirs: %(cities)s.") % {"cities": names}

    def _last(self) -> str:
        if not self.last:
            return _("Last time it was night for nobody.")
        return _("Last time it was night for %(cities)s.") % {
            "cities": _some(place.name for place in self.last)
        }

    @property
    def offers(self) -> list[dict[str, str]]:
        """Return the fairer times as a page offers them: in words, and as the fields of a form."""
        return [
            {
                "words": time_span(better.start, None, self.zone),
                "cost": self._cost(better),
                "day": in_zone(better.start, self.zone).strftime("%Y-%m-%d"),
                "clock": in_zone(better.start, self.zone).strftime("%H:%M"),
            }
            for better in self.better
        ]

    def _cost(self, better: Better) -> str:
        if not better.asleep:
            return _("night for nobody")
        return _("night for %(cities)s") % {"cities": _some(place.name for place in better.asleep)}

    @property
    def in_words(self) -> str:
        """Return all of it as one text, for pages that have no room for more; empty without cities."""
        if not self.places:
            return ""
        said = list(self.sentences)
        if self.better:
            times = "; ".join(f"{it['words']} ({it['cost']})" for it in self.offers)
            said.append(_("Fairer: %(times)s.") % {"times": times})
        return " ".join(said)


def fairness(start: datetime, zone: str, *, of: Event | None = None) -> Fairness:
    """Return what a time means for the cities in the Forum; `of` is the event that would have it."""
    places = places_in_the_forum()
    before = webinars_beside(of)
    nights = rules.nights_of(places, before)
    earlier = [moment for moment in before if moment < start]
    off = {
        it.country for it in places if it.country and not works(it.country, in_zone(start, it.zone).date())
    }
    return Fairness(
        start=start,
        zone=zone,
        places=places,
        night=rules.asleep(places, start),
        again=rules.again_at_night(places, start, nights),
        last=rules.asleep(places, max(earlier)) if earlier else None,
        days_off=sorted(str(countries.name(code)) for code in off),
        better=rules.better_times(start, zone, places, nights=nights, works=works, after=database_now()),
    )


def places_in_the_forum() -> list[Place]:
    """Return the cities in the Forum whose clock is known, by name, each with its people."""
    running = Q(seats__until__isnull=True, seats__person__is_active=True)
    rows = City.objects.members().exclude(kind=City.Kind.PARTNER).annotate(count=Count("seats", running))
    return [
        Place(row.pk, str(row), row.known_zone, str(row.country or ""), row.count)
        for row in rows.order_by("sort_name", "pk")
        if row.known_zone
    ]


def webinars_beside(event: Event | None) -> list[datetime]:
    """Return when the latest webinars began, and those announced begin, the one given left apart."""
    rows = Event.objects.published().filter(kind=Event.Kind.WEBINAR)
    if event is not None:
        rows = rows.exclude(pk=event.pk)
    return list(rows.order_by("-starts_at").values_list("starts_at", flat=True)[:LOOKED_BACK])


def _some(words: Iterable[str]) -> str:
    """Return a few of these, and «…» for the others."""
    words = list(words)
    return ", ".join(words[:NAMED]) + (" …" if len(words) > NAMED else "")
