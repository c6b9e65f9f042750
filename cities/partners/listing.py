"""One page of the list of partners: which rows, which filters with counts."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Func, Prefetch, Q
from django.utils.translation import gettext as _

from cities.directory.models import City, CityQuerySet, Region, Theme
from cities.directory.viewer import Viewer
from cities.partners.forms import ListForm
from cities.partners.models import Expertise, PartnerTerms, works_in
from icaforum.words.facets import Group, ListQuery, offered
from icaforum.words.languages import translated_names
from icaforum.words.names import sort_key

PAGE = 20
# Of what a partner can help with so much stands in its row.
OFFERS_SHOWN = 3


@dataclass(frozen=True)
class Wanted(ListQuery):
    """What somebody asked the list for."""

    groups = ("theme", "language", "region", "now")
    paging = ("page",)

    q: str = ""
    theme: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    now: tuple[str, ...] = ()
    page: int = 1


@dataclass(frozen=True)
class Row:
    """A partner in the list: on which terms it helps, and with what; `more` is not shown."""

    partner: City
    terms: PartnerTerms
    offers: list[Expertise] = field(default_factory=list)
    more: int = 0


class Listing:
    """The partners that somebody asked for, with what they can help with."""

    def __init__(self, typed: Any, viewer: Viewer) -> None:
        self.form = ListForm(typed)
        self.wanted = Wanted.of(self.form)
        self.offers = Expertise.objects.visible_to(viewer)
        self.partners: CityQuerySet = City.objects.filter(
            pk__in=self.offers.order_by().values("city_id")
        ).order_by("sort_name", "pk")

    @cached_property
    def page(self) -> Page:
        """The partners of this page."""
        carried = self.offers.select_related("theme")
        found = self._narrowed(self.wanted).select_related("terms")
        found = found.prefetch_related(Prefetch("expertise", carried, to_attr="offers"))
        return Paginator(found, PAGE).get_page(self.wanted.page)

    @property
    def rows(self) -> list[Row]:
        """The rows of this page; what was asked for stands first among what a partner offers."""
        return [_row(partner, self.wanted.theme) for partner in self.page]

    @property
    def keep(self) -> str:
        """The start of the links between pages: all filters, and only the number of the page to be added."""
        return f"{query}&" if (query := self.wanted.query()) else ""

    @cached_property
    def groups(self) -> list[Group]:
        """The filters, each option with how many it would show; a constant number of statements."""
        chosen = self.wanted
        themes = [(theme.slug, theme.name) for theme in Theme.objects.all()]
        on_theme = self.offers.filter(city__in=self._but("theme").order_by().values("pk"))
        by_theme = dict(on_theme.order_by().values_list("theme__slug").annotate(Count("city")))
        by_language = _unnested(self._but("language"), "languages")
        languages = sorted(
            ((code, translated_names([code])) for code in by_language), key=lambda it: sort_key(it[1])
        )
        left = self._but("region")
        everywhere = left.filter(Q(terms__isnull=True) | Q(terms__regions=[])).count()
        named = _unnested(left, "terms__regions")
        by_region = {value: named.get(value, 0) + everywhere for value in Region.values}
        open_now = self._but("now").exclude(terms__is_paused=True).filter(_taking_part()).count()
        groups = [
            Group("theme", _("What they can help with"), offered(themes, by_theme, chosen.theme)),
            Group("language", _("Works in"), offered(languages, by_language, chosen.language)),
            Group("region", _("For cities in"), offered(Region.choices, by_region, chosen.region)),
            Group("now", _("Now"), offered([("yes", _("Takes requests"))], {"yes": open_now}, chosen.now)),
        ]
        return [group for group in groups if group.options]

    def _but(self, group: str) -> CityQuerySet:
        """Return the partners under all filters but one, whose options are counted."""
        left_out: dict[str, Any] = {group: ()}
        return self._narrowed(replace(self.wanted, **left_out))

    def _narrowed(self, wanted: Wanted) -> CityQuerySet:
        partners = self.partners
        if wanted.q:
            says = self.offers.filter(text__unaccent__icontains=wanted.q.strip())
            partners = partners.filter(
                Q(sort_name__contains=sort_key(wanted.q)) | Q(pk__in=says.order_by().values("city_id"))
            )
        if wanted.theme:
            on = self.offers.filter(theme__slug__in=wanted.theme)
            partners = partners.filter(pk__in=on.order_by().values("city_id"))
        if wanted.language:
            partners = partners.filter(languages__overlap=list(wanted.language))
        if wanted.region:
            partners = partners.filter(works_in(*wanted.region))
        if wanted.now:
            partners = partners.exclude(terms__is_paused=True).filter(_taking_part())
        return partners


def _row(partner: Any, themes: tuple[str, ...]) -> Row:
    offers = sorted(partner.offers, key=lambda it: it.theme.slug not in themes)
    terms = getattr(partner, "terms", None) or PartnerTerms(city=partner)
    return Row(partner, terms, offers[:OFFERS_SHOWN], max(0, len(offers) - OFFERS_SHOWN))


def _taking_part() -> Q:
    return Q(pk__in=City.objects.taking_part().order_by().values("pk"))


def _unnested(rows: CityQuerySet, column: str) -> dict[str, int]:
    """Return how many rows hold each value of a column with several."""
    values = rows.order_by().annotate(value=Func(F(column), function="unnest")).values("pk", "value")
    counted: dict[str, int] = {}
    for row in values:
        counted[row["value"]] = counted.get(row["value"], 0) + 1
    return counted
