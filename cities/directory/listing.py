"""What the directory's page is made of: the rows that match, the counts beside the filters, the addresses."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.directory.models import City, Membership, Region, Theme
from cities.directory.worldmap import MappedCity
from cities.tiers import SLUGS, TIER_CHOICES, TIER_OF
from icaforum.words.names import sort_key


def filtered(cities: QuerySet[City], wanted: dict[str, Any], *, but: str = "") -> QuerySet[City]:
    """The cities that match all filters, one of them left out where its own counts are wanted."""
    wanted = wanted | {but: None} if but else wanted
    if wanted["q"]:
        cities = cities.filter(sort_name__contains=sort_key(wanted["q"].strip()))
    if wanted["tier"]:
        cities = cities.of_tier(*(TIER_OF[slug] for slug in wanted["tier"]))
    if wanted["region"]:
        cities = cities.filter(region__in=wanted["region"])
    if wanted["theme"]:
        with_theme = City.themes.through.objects.filter(theme__slug__in=wanted["theme"])
        cities = cities.filter(pk__in=with_theme.values("city_id"))
    if wanted["pledge"]:
        cities = cities.filter(pledge=True)
    return cities


def facets(cities: QuerySet[City], wanted: dict[str, Any], themes: list[Theme]) -> list[dict[str, Any]]:
    """The groups of filters, each option with how many cities it would show; four queries, always."""
    by_tier = _counts(_memberships_of(filtered(cities, wanted, but="tier")), "tier")
    by_region = _counts(filtered(cities, wanted, but="region"), "region")
    through = City.themes.through.objects.filter(city__in=filtered(cities, wanted, but="theme"))
    by_theme = _counts(through, "theme__slug")
    signed = filtered(cities, wanted, but="pledge").filter(pledge=True).count()
    choices = (
        ("tier", _("Part in the Forum"), TIER_CHOICES, {SLUGS[tier]: n for tier, n in by_tier.items()}),
        ("region", _("Region"), Region.choices, by_region),
        ("pledge", _("Equity Pledge"), [("yes", _("Signed"))], {"yes": signed}),
        ("theme", _("Theme"), [(theme.slug, theme.name) for theme in themes], by_theme),
    )
    return [
        {"name": name, "title": title, "options": _options(options, counts, wanted[name] or [])}
        for name, title, options, counts in choices
    ]


def chips(groups: Iterable[dict[str, Any]], wanted: dict[str, Any]) -> list[dict[str, str]]:
    """What is chosen, each with the address that is without it."""
    return [
        {"label": option["label"], "url": _address(_without(wanted, group["name"], option["value"]))}
        for group in groups
        for option in group["options"]
        if option["chosen"]
    ]


def query_string(wanted: dict[str, Any], *, but: str) -> str:
    """The rest of the query, ending in &, for the addresses of the other pages."""
    query = urlencode({name: value for name, value in wanted.items() if value and name != but}, doseq=True)
    return f"{query}&" if query else ""


def mapped(cities: Iterable[City]) -> list[MappedCity]:
    """Those of the cities that are somewhere, ready to be drawn."""
    return [
        MappedCity(
            city.name, city.latitude, city.longitude, city.membership.slug if city.membership else "general"
        )
        for city in cities
        if city.latitude is not None and city.longitude is not None
    ]


def _options(
    options: Iterable[tuple[str, Any]], counts: dict[str, int], chosen: list[str]
) -> list[dict[str, Any]]:
    """Only what would show something, or is chosen: an option that leads nowhere is noise."""
    return [
        {"value": value, "label": label, "count": counts.get(value, 0), "chosen": value in chosen}
        for value, label in options
        if counts.get(value) or value in chosen
    ]


def _counts(rows: QuerySet[Any], name: str) -> dict[Any, int]:
    return dict(rows.order_by().values_list(name).annotate(Count("pk")))


def _memberships_of(cities: QuerySet[City]) -> QuerySet[Membership]:
    return Membership.objects.open().filter(city__in=cities)


def _without(wanted: dict[str, Any], name: str, value: str) -> dict[str, Any]:
    return wanted | {name: [chosen for chosen in wanted[name] if chosen != value]}


def _address(wanted: dict[str, Any]) -> str:
    query = query_string(wanted, but="page").rstrip("&")
    return reverse("cities:list") + (f"?{query}" if query else "")
