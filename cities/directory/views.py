"""/cities/: the directory, the map, the page of a city."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cities.directory.forms import DirectoryForm
from cities.directory.listing import Wanted, facets, filtered, mapped
from cities.directory.models import City, Theme
from cities.directory.viewer import ReaderRequest
from cities.directory.worldmap import draw

A_PAGE = 24


@login_not_required
@require_safe
def directory(request: ReaderRequest) -> HttpResponse:
    """The members of the Forum, by name, with filters and their counts."""
    themes = list(Theme.objects.all())
    form = DirectoryForm(request.GET, themes=themes)
    wanted = Wanted.of(form)
    members = City.objects.visible_to(request.viewer).members()
    found = filtered(members, wanted).with_membership().prefetch_related("themes")
    page = Paginator(found, A_PAGE).get_page(wanted.page)
    groups = facets(members, wanted, themes)
    context = {
        "page": page,
        "form": form,
        "groups": groups,
        "chips": wanted.chips(groups),
        "wanted": wanted,
        "keep_query": f"{query}&" if (query := wanted.query()) else "",
    }
    return render(request, "cities/directory/list.html", context)


@login_not_required
@require_safe
def world(request: ReaderRequest) -> HttpResponse:
    """All members on the map, and the same as a list by region."""
    cities = list(City.objects.visible_to(request.viewer).members().with_membership())
    regions: dict[str, list[City]] = {}
    for city in sorted(cities, key=lambda city: (not city.region, city.region)):
        regions.setdefault(city.get_region_display(), []).append(city)
    context = {"map": draw(mapped(cities)), "regions": list(regions.items()), "count": len(cities)}
    return render(request, "cities/directory/map.html", context)
