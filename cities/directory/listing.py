"""The rows of the directory's page that match what was asked, and its filters with their counts."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.gazetteer import keys_meant
from cities.directory.models import City, CityQuerySet, Membership, Region, Theme
from cities.directory.tiers import SLUGS, TIER_CHOICES, TIER_OF
from cities.directory.worldmap import MappedCity
from icaforum.words.facets import Group, ListQuery, offered
from icaforum.words.names import sort_key

# The filters by what a city looks for and can give, with the kind of what it says; for members alone.
HELP = {"wants": "want", "gives": "offer"}
_HELP_TITLES = {"wants": gettext_lazy("Looks for help on"), "gives": gettext_lazy("Can help with")}


@dataclass(frozen=True)
class Wanted(ListQuery):
    """What somebody asked the directory for: words, filters, and the page of the list."""

    groups = ("tier", "region", "theme", "wants", "gives", "pledge")
    paging = ("page",)

    q: str = ""
    tier: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    pledge: tuple[str, ...] = ()
    page: int = 1

    def address(self, **changes: Any) -> str:
        """Return the address of the same list with these changes, such as `tier=()` or `page=2`."""
        query = self.query(**changes)
        return reverse("cities:list") + (f"?{query}" if query else "")


def filtered(cities: CityQuerySet, wanted: Wanted, *, leaving_out: str = "") -> CityQuerySet:
    """Return the cities that match all filters.

    `leaving_out` names one filter to pass over, where the counts of its own options are wanted.
    """
    left_out: dict[str, Any] = {leaving_out: ()} if leaving_out else {}
    wanted = replace(wanted, **left_out)
    if wanted.q:
        cities = cities.filter(
            Q(sort_name__contains=sort_key(wanted.q))
            | Q(other_names__unaccent__icontains=wanted.q.strip())
            | Q(keys__overlap=keys_meant(wanted.q))
        )
    if wanted.tier:
        cities = cities.of_tier(*(TIER_OF[slug] for slug in wanted.tier))
    if wanted.region:
        cities = cities.filter(region__in=wanted.region)
    if wanted.theme:
        # A subquery, since a join would list a city once for each of its themes that was chosen.
        with_theme = City.themes.through.objects.filter(theme__slug__in=wanted.theme)
        cities = cities.filter(pk__in=with_theme.values("city_id"))
    for name, kind in HELP.items():
        if chosen := getattr(wanted, name):
            # By the reverse relation, since what cities look for and give stands above the directory.
            said = {"wants_offers__kind": kind, "wants_offers__hidden_at__isnull": True}
            saying = City.objects.filter(**said, wants_offers__theme__slug__in=chosen)
            cities = cities.filter(pk__in=saying.order_by().values("pk"))
    if wanted.pledge:
        cities = cities.filter(pledge=True)
    return cities


def facets(
    cities: CityQuerySet, wanted: Wanted, themes: list[Theme], *, shows_help: bool = False
) -> list[Group]:
    """Return the groups of filters, each option with how many cities it would show.

    Four queries, always; with `shows_help`, for readers of what cities look for and give, two more.
    """
    # Each group is counted under all filters but its own, since a second option in a group adds results.
    memberships = Membership.objects.open().filter(city__in=filtered(cities, wanted, leaving_out="tier"))
    by_tier = {SLUGS[tier]: number for tier, number in _counts(memberships, "tier").items()}
    by_region = _counts(filtered(cities, wanted, leaving_out="region"), "region")
    through = City.themes.through.objects.filter(city__in=filtered(cities, wanted, leaving_out="theme"))
    by_theme = _counts(through, "theme__slug")
    signed = filtered(cities, wanted, leaving_out="pledge").filter(pledge=True).count()
    by_help = {name: _help_counts(cities, wanted, name) for name in HELP} if shows_help else {}
    names = [(theme.slug, theme.name) for theme in themes]
    choices: tuple[tuple[str, Any, Any, dict[Any, int]], ...] = (
        ("tier", _("Part in the Forum"), TIER_CHOICES, by_tier),
        ("region", _("Region"), Region.choices, by_region),
        ("pledge", _("Equity Pledge"), [("yes", _("Signed"))], {"yes": signed}),
        ("theme", _("Theme"), names, by_theme),
        *((name, _HELP_TITLES[name], names, counts) for name, counts in by_help.items()),
    )
    return [
        Group(name, title, offered(options, counts, getattr(wanted, name)), named=name in HELP)
        for name, title, options, counts in choices
    ]


def _help_counts(cities: CityQuerySet, wanted: Wanted, name: str) -> dict[Any, int]:
    """Count the cities that look for help, or can give some, by the theme's word; each is there once."""
    saying = filtered(cities, wanted, leaving_out=name).filter(
        wants_offers__kind=HELP[name], wants_offers__hidden_at__isnull=True
    )
    return _counts(saying, "wants_offers__theme__slug")


def mapped(cities: Iterable[City]) -> list[MappedCity]:
    """Return those of the cities whose location is known, ready to be drawn."""
    return [
        # A city outside the Forum, whose page only staff can open, is drawn like a Forum member.
        MappedCity(
            str(city),
            city.latitude,
            city.longitude,
            city.membership.slug if city.membership else "general",
        )
        for city in cities
        if city.latitude is not None and city.longitude is not None
    ]


def _counts(rows: QuerySet[Any], name: str) -> dict[Any, int]:
    """Count the rows by a column, without the model's own order, which would split the groups."""
    return dict(rows.order_by().values_list(name).annotate(Count("pk")))
