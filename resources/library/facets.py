"""The filters of the library: what somebody chose, and how many rows each further choice would give."""

import json
import re
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, CharField, Count, F, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _

from cities.models import City, Theme
from icaforum.words.facets import Group, ListQuery, offered
from icaforum.words.languages import in_language, translated_name
from icaforum.words.places import local_name
from icaforum.words.unions import union_of
from resources.library.models.edition import Edition
from resources.library.models.kind import Kind
from resources.library.models.resource import Resource, ResourceQuerySet

# Counting and ranking look at the newest thousand matches: their cost is then bounded, however large the
# library grows, and nobody reads further.
MAX_COUNTED = 1_000
# By relevance each page ranks the thousand anew; past the tenth one should search more narrowly.
LAST_PAGE = 10
# Microseconds since 1970 and a key, «1764370000000000-42»; more digits than any row can have are refused.
CURSOR = re.compile(r"(\d{1,17})-(\d{1,18})")
# Where there are too many rows to count, which values to offer is read off the newest few.
SAMPLE = 200
# The rest of a group is folded.
SHOWN_AT_ONCE = 8
# A theme, city or language with more resources than this is found soon by walking through the newest ones.
MANY = 5_000


@dataclass(frozen=True)
class Wanted(ListQuery):
    """What somebody asked the library for: words, filters, order, and where in the list they are."""

    groups = ("theme", "kind", "language", "city")
    paging = ("page", "before", "after")

    q: str = ""
    theme: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    city: tuple[str, ...] = ()
    mine: str = ""
    sort: str = ""
    page: int = 1
    before: str = ""
    after: str = ""

    @property
    def by_relevance(self) -> bool:
        """Whether the best match comes first: only where words were typed, and no other order wished for."""
        return bool(self.q) and self.sort != "newest"


def conditions_of(wanted: Wanted) -> dict[str, Any]:
    """Return, for each group with a choice, the condition that a resource has one of the chosen values."""
    # By keys and not by a join on their slugs: the planner then knows how many papers a theme has, and so
    # whether to gather those or to walk through the newest.
    conditions: dict[str, Any] = {}
    if wanted.theme:
        themes = list(Theme.objects.filter(slug__in=wanted.theme).values_list("pk", flat=True))
        conditions["theme"] = _is_among(Resource.themes.through.objects.filter(theme__in=themes))
    if wanted.kind:
        conditions["kind"] = Q(kind__in=wanted.kind)
    if wanted.language:
        conditions["language"] = _is_among(Edition.objects.filter(language__in=wanted.language))
    if wanted.city:
        cities = list(City.objects.filter(slug__in=wanted.city).values_list("pk", flat=True))
        conditions["city"] = _is_among(Resource.cities.through.objects.filter(city__in=cities))
    return conditions


def _is_among(linked: QuerySet[Any]) -> Any:
    """Return the condition that a resource is one of those that are linked."""
    # Through a subquery: joins would list a resource once for each value, and multiply the groups.
    among = Q(pk__in=linked.values("resource_id"))
    if linked[: MANY + 1].count() <= MANY:
        return among  # gathered and sorted, or looked up one by one, as the planner thinks best
    # PostgreSQL would walk through the newest and look each up in the index. Within COALESCE it does not make
    # a join of it, reads the keys once, and the walk costs a quarter.
    return Coalesce(among, Value(False), output_field=BooleanField())


def counted_to(wanted: Wanted, conditions: dict[str, Any]) -> int:
    """Return up to how many matches the list counts; beyond, it says «more than …».

    `conditions` are those of `conditions_of(wanted)`. Words are ranked among MAX_COUNTED, whatever else was
    chosen.
    """
    # To find a thousand of a value that many rows have, PostgreSQL walks through as many that lack it.
    is_wide = any(isinstance(condition, Coalesce) for condition in conditions.values())
    return SAMPLE if is_wide and not wanted.q else MAX_COUNTED


def narrow(rows: ResourceQuerySet, conditions: dict[str, Any], *, leaving_out: str = "") -> ResourceQuerySet:
    """Return the rows that have one of the chosen values in each group, `leaving_out` one group.

    `conditions` are those of `conditions_of(wanted)`.
    """
    for group, condition in conditions.items():
        if group != leaving_out:
            rows = rows.filter(condition)
    return rows


def count(
    rows: ResourceQuerySet, found: list[int], wanted: Wanted, conditions: dict[str, Any]
) -> list[Group]:
    """Return the four groups with their counts, in one statement.

    `rows` is what the viewer may see and the words match; `found` are the keys of the newest of them under
    all filters, one more than `counted_to` says at most, and `conditions` those of `conditions_of(wanted)`.
    A group with a choice counts over what the other groups leave, since a second value in it adds results.
    Where more rows are left than are counted, the values of the newest stand without counts.
    """
    is_counted = len(found) <= counted_to(wanted, conditions)
    parts: list[QuerySet[Any]] = []
    for group in wanted.groups:
        ids: Any = listed(found if is_counted else found[:SAMPLE])
        if getattr(wanted, group):
            ids = narrow(rows, conditions, leaving_out=group).values("pk")[: MAX_COUNTED + 1]
            # How many rows the other groups leave, to know whether the counts of this one are exact.
            parts.append(_branch(Resource.objects.filter(pk__in=ids), f"{group}:all", Value(""), Value("")))
        parts.append(_values_of(group, ids))
    lines = list(union_of(parts, doubles=True))
    exact = dict.fromkeys(wanted.groups, is_counted) | {
        line["part"].removesuffix(":all"): line["n"] <= MAX_COUNTED
        for line in lines
        if line["part"].endswith(":all")
    }
    return [
        _group(
            group,
            [line for line in lines if line["part"] == group],
            wanted,
            exact=exact[group],
        )
        for group in wanted.groups
    ]


def listed(ids: list[int]) -> RawSQL:
    """Return many keys as one parameter, to filter by: `pk__in=listed(ids)`."""
    # A thousand keys cost a tenth of what a list of a thousand parameters does.
    return RawSQL("SELECT unnest(%s::bigint[])", [ids])


def _values_of(group: str, ids: Any) -> QuerySet[Any]:
    """Count, by the values of one group, the rows with these keys."""
    links: QuerySet[Any]
    match group:
        case "theme":
            links = Resource.themes.through.objects.filter(resource_id__in=ids)
            # Every branch of a union has the same types, so the names travel as text; `label` reads them
            # again.
            return _branch(links, group, F("theme__slug"), Cast("theme__names", CharField()))
        case "city":
            links = Resource.cities.through.objects.filter(resource_id__in=ids)
            return _branch(links, group, F("city__slug"), F("city__name"))
        case "language":
            return _branch(Edition.objects.filter(resource_id__in=ids), group, F("language"), Value(""))
        case _:
            return _branch(Resource.objects.filter(pk__in=ids), group, F("kind"), Value(""))


def _branch(rows: QuerySet[Any], part: str, value: Any, label: Any) -> QuerySet[Any]:
    """Return one branch of the union: the columns part, value, label and n."""
    # The order of the model would become part of the grouping.
    named = rows.order_by().annotate(
        part=Value(part, output_field=CharField()),
        value=Cast(value, CharField()),
        label=Cast(label, CharField()),
    )
    return named.values("part", "value", "label").annotate(n=Count("*"))


def _group(name: str, lines: list[dict[str, Any]], wanted: Wanted, *, exact: bool) -> Group:
    """Make a group of its counted lines; without `exact` its options bear no counts."""
    chosen = getattr(wanted, name)
    numbers = {line["value"]: line["n"] for line in lines}
    choices = [(line["value"], label(name, line["value"], line["label"])) for line in lines]
    # What was chosen stays in the list even when nothing has it now, or it could not be taken off.
    choices += [(value, label(name, value)) for value in chosen if value not in numbers]
    numbers = dict.fromkeys(chosen, 0) | numbers
    options = offered(choices, numbers if exact else dict.fromkeys(numbers), chosen)
    options.sort(key=lambda it: (not it.chosen, -(it.count or 0), it.label.casefold()))
    at_once = max(SHOWN_AT_ONCE, len(chosen))
    return Group(name, _titles()[name], options[:at_once], options[at_once:])


def _titles() -> dict[str, str]:
    """Return the headings of the groups, in the reader's language."""
    return {"theme": _("Theme"), "kind": _("Kind"), "language": _("Language"), "city": _("City")}


def label(group: str, value: str, stored: str = "") -> str:
    """Return the words for a value; `stored` is what its row carries (a theme's names, a city's name)."""
    match group:
        case "kind" if value in Kind.values:
            return str(Kind(value).label)
        case "language":
            return translated_name(value)
        case "city" if stored:
            return local_name(stored)
        case "theme" if stored:
            return in_language(json.loads(stored)) or value
        case _:
            return stored or value.replace("-", " ").capitalize()
