"""/cities/ and /cities/map/: the directory and the map."""

from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cities.directory.forms import DirectoryForm
from cities.directory.listing import Wanted, facets, filtered, mapped
from cities.directory.models import City, CityQuerySet, Theme
from cities.directory.viewer import ReaderRequest
from cities.directory.worldmap import draw

PAGE_SIZE = 24
# Cities that are new and have introduced themselves: so many stand above the list.
NEW_SHOWN = 3


@login_not_required
@require_safe
def directory(request: ReaderRequest) -> HttpResponse:
    """Show the members of the Forum by name, with filters and their counts."""
    themes = list(Theme.objects.all())
    form = DirectoryForm(request.GET, themes=themes)
    wanted = Wanted.of(form)
    shows_help = request.viewer.is_member or request.viewer.manages(City)
    if not shows_help:
        wanted = replace(wanted, wants=(), gives=())
    # Staff may open every entry, but the directory lists only who is in the Forum, for them as well.
    members = City.objects.visible_to(request.viewer).members()
    found = filtered(members, wanted).with_membership().prefetch_related("themes")
    page = Paginator(found, PAGE_SIZE).get_page(wanted.page)
    groups = facets(members, wanted, themes, shows_help=shows_help)
    context = {
        "page": page,
        "form": form,
        "groups": groups,
        "chips": wanted.chips(groups),
        "wanted": wanted,
        "new": _new_ones(members) if request.viewer.is_member and wanted == Wanted() else (),
        # The start of the links between pages: all filters, and only the number of the page to be added.
        "keep_query": f"{query}&" if (query := wanted.query()) else "",
    }
    return render(request, "cities/directory/list.html", context)


def _new_ones(members: CityQuerySet) -> list[City]:
    """Return the newest cities that have introduced themselves, the latest first."""
    return list(members.newest().exclude(about="")[:NEW_SHOWN])


@login_not_required
@require_safe
def world_map(request: ReaderRequest) -> HttpResponse:
    """Show all members on the map, and the same as a list by region."""
    cities = list(City.objects.visible_to(request.viewer).members().with_membership())
    regions: dict[str, list[City]] = {}
    # Entries without a region come last; inside a region the order by name stays, since sorting is stable.
    for city in sorted(cities, key=lambda city: (not city.region, city.region)):
        regions.setdefault(city.get_region_display(), []).append(city)
    context = {"map": draw(mapped(cities)), "regions": list(regions.items()), "count": len(cities)}
    return render(request, "cities/directory/map.html", context)
