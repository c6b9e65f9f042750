"""/pledge/: the Equity Pledge, who signed it, and what cities do about it."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cities.directory.models import City
from cities.directory.viewer import ReaderRequest, Viewer
from cities.measures import pledge as listing
from cities.measures.listing import listed
from cities.measures.models import Measure
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.forum.rooms import in_room

CITIES_PER_PAGE, PER_PAGE = 20, 20
# Where the pledge stands as it was signed.
AS_SIGNED = "https://www.c40.org/accelerators/equity-pledge/"


@login_not_required
@require_safe
def pledge(request: ReaderRequest) -> HttpResponse:
    """Show the strands of the pledge, its signatories on the map and by region, and who shows measures."""
    viewer = request.viewer
    is_open = the_forum().has_open(Room.MEASURES)
    rows = listing.shown_to(viewer) if is_open else Measure.objects.none()
    total, cards = listing.strand_cards(rows)
    regions = listing.signatories(viewer)
    showing = listing.showing_cities(rows)
    page = Paginator(showing.with_membership(), CITIES_PER_PAGE).get_page(request.GET.get("page"))
    chosen = listing.newest(rows.filter(featured_at__isnull=False), viewer)[: listing.NEWEST]
    latest = listing.newest(rows.filter(featured_at__isnull=True), viewer)[: listing.NEWEST]
    context = {
        "is_open": is_open,
        "cards": cards,
        "total": total,
        "regions": regions,
        "signed": sum(len(cities) for _name, cities in regions),
        "map": listing.map_of(regions, showing),
        "page": page,
        "showing": listing.with_counts(list(page), rows, viewer),
        "chosen": listed(chosen, viewer),
        "latest": listed(latest, viewer),
        "own": _own_cities(viewer) if is_open else [],
        "as_signed": AS_SIGNED,
    }
    return render(request, "cities/measures/pledge.html", context)


@login_not_required
@in_room(Room.MEASURES)
@require_safe
def all_measures(request: ReaderRequest) -> HttpResponse:
    """List the measures of all cities that the reader may see, the newest first, or those of one strand."""
    viewer = request.viewer
    rows = listing.shown_to(viewer)
    total, cards = listing.strand_cards(rows)
    strand = next((card for card in cards if str(card.strand.value) == request.GET.get("strand")), None)
    if strand:
        rows = rows.filter(strands__contains=[strand.strand.value])
    page = Paginator(listing.newest(rows, viewer), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "total": total,
        "cards": cards,
        "strand": strand,
        "page": page,
        "rows": listed(page, viewer),
        "own": _own_cities(viewer),
    }
    return render(request, "cities/measures/all.html", context)


def _own_cities(viewer: Viewer) -> list[City]:
    """Return the cities for which the reader may add a measure, each with `shown`, how many it shows."""
    if not viewer.city_ids:
        return []
    cities = City.objects.of(viewer).exclude(kind=City.Kind.PARTNER)
    return list(cities.annotate(shown=Count("measures", filter=Q(measures__in=Measure.objects.shown()))))
