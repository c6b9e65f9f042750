"""The rows of the directory's page that match what was asked, and its filters with their counts."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.directory.gazetteer import keys_meant
from cities.directory.models import City, CityQuerySet, Membership, Region, Theme
from cities.directory.tiers import SLUGS, TIER_CHOICES, TIER_OF
from cities.directory.worldmap import MappedCity
from icaforum.words.facets import Group, ListQuery, offered
from icaforum.words.names import sort_key


@dataclass(frozen=True)
class Wanted(ListQuery):
    """What somebody asked the directory for: words, filters, and the page of the list."""

    groups = ("tier", "region", "theme", "pledge")
    paging = ("page",)

    q: str = ""
    tier: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
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
    if wanted.pledge:
        cities = cities.filter(pledge=True)
    return cities


def facets(cities: CityQuerySet, wanted: Wanted, themes: list[Theme]) -> list[Group]:
    """Return the groups of filters, each option with how many cities it would show; four queries, always."""
    # Each group is counted under all filters but its own, since a second option in a group adds results.
    memberships = Membership.objects.open().filter(city__in=filtered(cities, wanted, leaving_out="tier"))
    by_tier = {SLUGS[tier]: number for tier, number in _counts(memberships, "tier").items()}
    by_region = _counts(filtered(cities, wanted, leaving_out="region"), "region")
    through = City.themes.through.objects.filter(city__in=filtered(cities, wanted, leaving_out="theme"))
    by_theme = _counts(through, "theme__slug")
    signed = filtered(cities, wanted, leaving_out="pledge").filter(pledge=True).count()
    choices = (
        ("tier", _("Part in the Forum"), TIER_CHOICES, by_tier),
        ("region", _("Region"), Region.choices, by_region),
        ("pledge", _("Equity Pledge"), [("yes", _("Signed"))], {"yes": signed}),
        ("theme", _("Theme"), [(theme.slug, theme.name) for theme in themes], by_theme),
    )
    return [
        Group(name, title, offered(options, counts, getattr(wanted, name)))
        for name, title, options, counts in choices
    ]


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
