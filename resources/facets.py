"""The filters of the library: what somebody chose, and how many rows each further choice would give."""

import json
import re
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, F, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from icaforum.words.facets import Group, ListQuery, offered
from icaforum.words.languages import in_language, own_name
from resources.models.edition import Edition
from resources.models.kind import Kind
from resources.models.resource import Resource, ResourceQuerySet

BOUND = 1_000
LAST_PAGE = 10
CURSOR = re.compile(r"(\d{1,17})-(\d{1,18})")
SAMPLE = 200
SHOWN_AT_ONCE = 8


@dataclass(frozen=True)
class Wanted(ListQuery):
    """What somebody asked the library for: words, filters, and where in the list they are."""

    groups = ("theme", "kind", "language", "city")
    paging = ("page", "before", "after")

    q: str = ""
    theme: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    city: tuple[str, ...] = ()
    sort: str = ""
    page: int = 1
    before: str = ""
    after: str = ""

    @property
    def by_relevance(self) -> bool:
        return bool(self.q) and self.sort != "newest"


def narrow(rows: ResourceQuerySet, wanted: Wanted, *, leaving_out: str = "") -> ResourceQuerySet:
    """The rows that have one of the chosen values in each group."""
    through = {
        "theme": lambda: Resource.themes.through.objects.filter(theme__slug__in=wanted.theme),
        "city": lambda: Resource.cities.through.objects.filter(city__slug__in=wanted.city),
        "language": lambda: Edition.objects.filter(language__in=wanted.language),
    }
    if wanted.kind and leaving_out != "kind":
        rows = rows.filter(kind__in=wanted.kind)
    for group, links in through.items():
        if getattr(wanted, group) and leaving_out != group:
            rows = rows.filter(pk__in=links().values("resource_id"))
    return rows


def count(rows: ResourceQuerySet, found: list[int], wanted: Wanted) -> list[Group]:
    """The four groups with their counts, in one statement.

    `rows` is what the viewer may see and the words match; `found` are the newest of them under all
    filters. A group with a choice counts over what the other groups leave, for a second value in it adds
    results. Where more than a thousand rows are left, the values of the newest stand without counts.
    """
    parts: list[QuerySet[Any]] = []
    for group in wanted.groups:
        ids: Any = listed(found if len(found) <= BOUND else found[:SAMPLE])
        if getattr(wanted, group):
            ids = narrow(rows, wanted, leaving_out=group).values("pk")[: BOUND + 1]
            parts.append(_branch(Resource.objects.filter(pk__in=ids), f"{group}:all", Value(""), Value("")))
        parts.append(_values_of(group, ids))
    lines = list(parts[0].union(*parts[1:], all=True).order_by())  # not in the order of resources
    totals = {group: len(found) for group in wanted.groups}
    totals |= {
        line["part"].removesuffix(":all"): line["n"] for line in lines if line["part"].endswith(":all")
    }
    return [
        _group(group, [line for line in lines if line["part"] == group], wanted, exact=totals[group] <= BOUND)
        for group in wanted.groups
    ]


def listed(ids: list[int]) -> RawSQL:
    """Many keys as one parameter: a thousand of them cost a tenth of what a list of thousand does."""
    return RawSQL("SELECT unnest(%s::bigint[])", [ids])


def _values_of(group: str, ids: Any) -> QuerySet[Any]:
    links: QuerySet[Any]
    match group:
        case "theme":
            links = Resource.themes.through.objects.filter(resource_id__in=ids)
            return _branch(links, group, F("theme__slug"), Cast("theme__names", CharField()))
        case "city":
            links = Resource.cities.through.objects.filter(resource_id__in=ids)
            return _branch(links, group, F("city__slug"), F("city__name"))
        case "language":
            return _branch(Edition.objects.filter(resource_id__in=ids), group, F("language"), Value(""))
        case _:
            return _branch(Resource.objects.filter(pk__in=ids), group, F("kind"), Value(""))


def _branch(rows: QuerySet[Any], part: str, value: Any, label: Any) -> QuerySet[Any]:
    named = rows.order_by().annotate(
        part=Value(part, output_field=CharField()),
        value=Cast(value, CharField()),
        label=Cast(label, CharField()),
    )
    return named.values("part", "value", "label").annotate(n=Count("*"))


def _group(name: str, lines: list[dict[str, Any]], wanted: Wanted, *, exact: bool) -> Group:
    chosen = getattr(wanted, name)
    numbers = {line["value"]: line["n"] for line in lines}
    choices = [(line["value"], label(name, line["value"], line["label"])) for line in lines]
    choices += [(value, label(name, value)) for value in chosen if value not in numbers]
    numbers = dict.fromkeys(chosen, 0) | numbers
    options = offered(choices, numbers if exact else dict.fromkeys(numbers), chosen)
    options.sort(key=lambda it: (not it.chosen, -(it.count or 0), it.label.casefold()))
    at_once = max(SHOWN_AT_ONCE, len(chosen))
    return Group(name, _titles()[name], options[:at_once], options[at_once:])


def _titles() -> dict[str, str]:
    return {"theme": _("Theme"), "kind": _("Kind"), "language": _("Language"), "city": _("City")}


def label(group: str, value: str, said: str = "") -> str:
    """The words for a value; `said` is what its row carries (a theme's names, a city's name)."""
    match group:
        case "kind" if value in Kind.values:
            return str(Kind(value).label)
        case "language":
            return own_name(value)
        case "theme" if said:
            return in_language(json.loads(said)) or value
        case _:
            return said or value.replace("-", " ").capitalize()
