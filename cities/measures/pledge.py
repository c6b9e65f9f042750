"""What the page of the Equity Pledge shows: who signed, whose measures are shown, and the newest of them.

The list of signatories is the directory's and not the Forum's: cities sign outside, may sign without being in
the Forum, and may show measures without having signed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q
from django.utils.translation import gettext_lazy as _

from cities.directory.models import City, CityQuerySet, Region
from cities.directory.states import Strand
from cities.directory.viewer import Viewer
from cities.directory.worldmap import MappedCity, WorldMap, draw
from cities.measures.models import Measure, MeasureQuerySet

NEWEST = 3

# How many measures serve each strand, by the names of the annotations.
BY_STRAND = {f"strand_{it.value}": Count("pk", filter=Q(strands__contains=[it.value])) for it in Strand}

# In our words: the strand itself, and what it asks for.
STRANDS = {
    Strand.COMMUNITY: (
        _("Community-led development"),
        _("Residents lead: the city steps up development that communities decide and carry."),
    ),
    Strand.INCLUSIVE: (
        _("Inclusive projects"),
        _(
            "Climate action and infrastructure that bring health, jobs and clean air first to vulnerable and"
            " low-income communities."
        ),
    ),
    Strand.BOLD: (
        _("Bold action for all residents"),
        _("Climate action as large as the task, with its gains shared by all residents."),
    ),
}


@dataclass(frozen=True)
class StrandCard:
    """A strand in words, with how many measures that the reader may open serve it."""

    strand: Strand
    title: Any
    text: Any
    count: int

    @property
    def strands(self) -> list[Strand]:
        """The strand alone, as the sign of several takes them."""
        return [self.strand]


@dataclass(frozen=True)
class Signatory:
    """A city that signed; the directory's page of it opens to this reader where `is_open`."""

    city: City
    is_open: bool


@dataclass(frozen=True)
class Showing:
    """A city that shows measures: how many of each strand, in their order, and when it last showed one."""

    city: City
    by_strand: list[int]
    last: datetime


def shown_to(viewer: Viewer) -> MeasureQuerySet:
    """Return the measures of all cities that stand in lists for this viewer, drafts left out."""
    return Measure.objects.visible_to(viewer).shown()


def agreed(viewer: Viewer) -> str:
    """Return the field that says when a city agreed that such readers may read; no edit moves it."""
    is_inside = viewer.is_member or viewer.manages(Measure)
    return "shown_at" if is_inside else "public_agreed_at"


def strand_cards(rows: MeasureQuerySet) -> tuple[int, list[StrandCard]]:
    """Return how many measures there are, and the strands with how many serve each; one statement."""
    found = rows.order_by().aggregate(total=Count("pk"), **BY_STRAND)
    cards = [StrandCard(it, *STRANDS[it], found[f"strand_{it.value}"]) for it in Strand]
    return found["total"], cards


def signatories(viewer: Viewer) -> list[tuple[str, list[Signatory]]]:
    """Return all regions by name with the cities of each that signed, those without a region last."""
    signed = City.objects.filter(pledge=True).exclude(kind=City.Kind.PARTNER)
    opened = set(City.objects.visible_to(viewer).filter(pledge=True).values_list("pk", flat=True))
    by_region: dict[str, list[Signatory]] = {region.value: [] for region in Region}
    for city in signed:
        by_region.setdefault(city.region, []).append(Signatory(city, city.pk in opened))
    names = {region.value: str(region.label) for region in Region}
    return [(names.get(region, ""), cities) for region, cities in by_region.items()]


def map_of(regions: list[tuple[str, list[Signatory]]], showing: CityQuerySet) -> WorldMap:
    """Return the map: signatories as dots, and cities that show measures in a ring and with their names."""
    ringed = {city.pk: city for city in showing}
    signed = {one.city.pk: one.city for _name, cities in regions for one in cities}
    return draw(
        # Whoever shows measures is drawn as pilot cities are elsewhere.
        MappedCity(str(city), city.latitude, city.longitude, "pilot" if key in ringed else "general")
        for key, city in (signed | ringed).items()
        if city.latitude is not None and city.longitude is not None
    )


def showing_cities(rows: MeasureQuerySet) -> CityQuerySet:
    """Return the cities of these measures."""
    found: CityQuerySet = City.objects.filter(pk__in=rows.order_by().values("city"))
    return found


def with_counts(cities: list[City], rows: MeasureQuerySet, viewer: Viewer) -> list[Showing]:
    """Return cities with what each shows, in the order given; one statement."""
    grouped = rows.filter(city__in=cities).order_by().values("city").annotate(**BY_STRAND)
    found: dict[int, Any] = {row["city"]: row for row in grouped.annotate(last=Max(agreed(viewer)))}
    # A measure that was taken back since the cities were read has no row any more.
    return [
        Showing(city, [found[city.pk][f"strand_{it.value}"] for it in Strand], found[city.pk]["last"])
        for city in cities
        if city.pk in found
    ]


def newest(rows: MeasureQuerySet, viewer: Viewer) -> MeasureQuerySet:
    """Return measures in the order of lists over all cities: those shown last come first."""
    return rows.select_related("city").order_by(f"-{agreed(viewer)}", "-pk")
