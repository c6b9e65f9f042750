"""/cities/: the directory, the map, the page of a city."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.access import Viewer
from cities.forms.directory import DirectoryForm
from cities.models import City, Officer, Theme
from cities.pages import sign_in_or_404
from cities.rules.clocks import ahead_of, in_words
from cities.rules.languages import language_names
from cities.views.directory import chips, facets, filtered, places, query_string
from cities.worldmap import WorldMap, draw, draw_around

A_PAGE = 24


@login_not_required
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """The members of the Forum, by name, with filters and their counts."""
    themes = list(Theme.objects.all())
    form = DirectoryForm(request.GET, themes=themes)
    wanted = form.wanted()
    members = City.objects.visible_to(request.viewer).members()
    found = filtered(members, wanted).with_membership().prefetch_related("themes")
    page = Paginator(found, A_PAGE).get_page(wanted["page"])
    groups = facets(members, wanted, themes)
    context = {
        "page": page,
        "form": form,
        "groups": groups,
        "chips": chips(groups, wanted),
        "query": wanted["q"] or "",
        "keep": [("q", wanted["q"])] if wanted["q"] else [],
        "keep_query": query_string(wanted, but="page"),
    }
    return render(request, "cities/list.html", context)


@login_not_required
@require_safe
def world(request: HttpRequest) -> HttpResponse:
    """All members on the map, and the same as a list by region."""
    cities = list(City.objects.visible_to(request.viewer).members().with_membership())
    regions: dict[str, list[City]] = {}
    for city in sorted(cities, key=lambda city: (not city.region, city.region)):
        regions.setdefault(city.get_region_display(), []).append(city)
    context = {"map": draw(places(cities)), "regions": list(regions.items()), "count": len(cities)}
    return render(request, "cities/map.html", context)


@sign_in_or_404
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """What a city is, says and shares; its contacts for members alone."""
    city = get_object_or_404(City.objects.visible_to(request.viewer).with_membership(), slug=slug)
    viewer = request.viewer
    among_members = viewer.is_member or viewer.manages(City)
    learns_with = _learns_with(viewer, city)
    context = {
        "city": city,
        "membership": city.membership,
        "region_url": f"{reverse('cities:list')}?region={city.region}" if city.region else "",
        "map": _head_map(city, learns_with),
        "learns_with": learns_with,
        "themes": city.themes.all(),
        "languages": language_names(city.languages),
        "clock": _clock(request, city),
        "contacts": _contacts(city) if among_members else None,
        "may_edit": city.pk in viewer.lead_of,
        "may_write": viewer.is_member and city.pk not in viewer.city_ids,
        "projects": city.pilot_projects.visible_to(viewer).for_list()[:5],
        "shared": _shared(request, city),
    }
    return render(request, "cities/detail.html", context)


def _contacts(city: City) -> list[Officer]:
    return list(city.seats.standing().filter(person__is_active=True).select_related("person"))


def _clock(request: HttpRequest, city: City) -> dict[str, str]:
    """The time in the city now, and for somebody whose zone we know how far that is from theirs."""
    now = timezone.now()
    there = f"{now.astimezone(ZoneInfo(city.time_zone)):%H:%M}"
    if not request.user.is_authenticated:
        return {"sentence": _("It is %(time)s there now.") % {"time": there}, "apart": ""}
    apart = in_words(ahead_of(city.time_zone, timezone.get_current_timezone(), at=now))
    sentence = _("It is %(time)s there now, %(apart)s.") % {"time": there, "apart": apart}
    return {"sentence": sentence, "apart": apart}


def _learns_with(viewer: Viewer, city: City) -> list[City]:
    """The cities it is paired with, for who may see the pairing."""
    peers = city.pairings_as_pilot.visible_to(viewer).running().values("peer_city")
    pilots = city.pairings_as_peer.visible_to(viewer).running().values("pilot_city")
    return list(City.objects.members().filter(Q(pk__in=peers) | Q(pk__in=pilots)).with_membership())


def _head_map(city: City, learns_with: list[City]) -> WorldMap | None:
    """The crop around the city, with paths to those it learns with."""
    home = next(iter(places([city])), None)
    if home is None:
        return None
    return draw_around(home, places(City.objects.members().with_membership()), places(learns_with))


def _shared(request: HttpRequest, city: City) -> Any:
    language = request.LANGUAGE_CODE
    return city.resources.visible_to(request.viewer).newest().as_cards(language)[:5]
