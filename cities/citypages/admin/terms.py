"""The memberships of cities in the admin."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.contrib.admin.filters import FacetsMixin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.citypages.admin.tier_verbs import END, PAUSE, REOPEN, RESUME, TAKE_BACK, TIER
from cities.directory.fields import found_by
from cities.directory.models import Membership, MembershipQuerySet
from cities.joining.models import Grounds
from icaforum.audit.admin import Verb
from icaforum.outbox.asking import MailingAdmin
from icaforum.words.admin_filters import ChoiceOrNoneFilter, DayFilter, TermFilter
from icaforum.words.columns import short_day


class _CitiesCounted(FacetsMixin):
    """Beside each choice of a filter stands how many cities it leaves, not how many rows."""

    def get_facet_counts(self, pk_attname: str, filtered_qs: QuerySet[Any]) -> dict[str, Any]:
        """Return Django's counts, each city once."""
        counts = super().get_facet_counts(pk_attname, filtered_qs)
        # Since Django 6.1 the condition stands within an expression of its own, which cannot be used again.
        only = {name: getattr(count.filter, "condition", count.filter) for name, count in counts.items()}
        return {name: Count("city", distinct=True, filter=condition) for name, condition in only.items()}


class CitiesStanding(_CitiesCounted, TermFilter):
    """In the Forum now, pausing in it, or not in it any more."""

    standings: ClassVar[Mapping[str, tuple[Any, Q]]] = {
        **TermFilter.standings,
        "pauses": (gettext_lazy("Paused"), Q(paused_at__isnull=False)),
    }


class CitiesByChoice(_CitiesCounted, admin.ChoicesFieldListFilter):
    """By a field with choices."""


class CitiesByRegion(_CitiesCounted, ChoiceOrNoneFilter):
    """By the region of the city, which may be unknown."""


class JoinedFilter(DayFilter):
    """By the day since when a city has been in the Forum without a gap."""

    column = "joined"

    def __init__(self, *given: Any, field_path: str) -> None:
        super().__init__(*given, field_path=field_path)
        self.title = _("day of joining")


@admin.register(Membership)
class MembershipAdmin(MailingAdmin):
    """The memberships of all cities, past and present. They change by their verbs alone."""

    nothing_yet = gettext_lazy(
        "No city is in the Forum yet. Add a member on the page of a city, or import a list."
    )
    verbs = (
        TIER,
        TAKE_BACK,
        PAUSE,
        RESUME,
        END,
        REOPEN,
    )
    list_display = ("city", "part", "in_forum_since", "since", "pauses", "until")
    exported = ("region", "country")
    list_filter = (
        CitiesStanding,
        ("tier", CitiesByChoice),
        ("since", JoinedFilter),
        ("city__region", CitiesByRegion),
    )
    show_facets = admin.ShowFacets.ALWAYS
    change_list_template = "admin/cities/membership/change_list.html"
    list_select_related = ("city",)
    search_fields = (*found_by("city"), "city__seats__person__name", "city__seats__person__email")
    needs: ClassVar = dict.fromkeys(search_fields[-2:], "cities.view_officer")
    search_help_text = gettext_lazy("A city, a person of its team or a part of an address")
    # Read only, so that the history of a city cannot be rewritten.
    fields = readonly_fields = (
        "city",
        "part",
        "since",
        "paused_at",
        "pause_reason",
        "until",
        "reason",
        "stated",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        """Return the rows with the day since when the city has been in the Forum without a gap."""
        return cast(MembershipQuerySet, super().get_queryset(request)).with_joined()

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Return the list as Django's, with the number of cities in it: several rows may be of one."""
        changelist: Any = super().get_changelist_instance(request)
        changelist.cities = changelist.queryset.order_by().values("city").distinct().count()
        return changelist

    @admin.display(description=gettext_lazy("in the Forum since"), ordering="joined")
    def in_forum_since(self, membership: Any) -> str:
        """Return the first day of its unbroken time in the Forum, which a change of tier goes on with."""
        return short_day(membership.joined)

    @admin.display(description=gettext_lazy("paused since"), ordering="paused_at")
    def pauses(self, membership: Membership) -> str:
        """Return the day since which the city pauses, or a dash."""
        return short_day(membership.paused_at) if membership.paused_at else "–"

    @admin.display(description=gettext_lazy("region"))
    def region(self, membership: Membership) -> str:
        """Return the city's region in words."""
        return membership.city.get_region_display()

    @admin.display(description=gettext_lazy("country"))
    def country(self, membership: Membership) -> str:
        """Return the name of the city's country."""
        country: Any = membership.city.country  # a field of django-countries
        return str(country.name)

    @admin.display(description=gettext_lazy("part in the Forum"), ordering="tier")
    def part(self, membership: Membership) -> str:
        """Return the tier's word, or «Partner»."""
        return membership.label

    @admin.display(description=gettext_lazy("in place of an application"))
    def stated(self, membership: Membership) -> str:
        """Return what is written down by which it is in without having applied."""
        grounds = Grounds.objects.filter(membership=membership).first()
        said = grounds.said if grounds else []
        lines = ((capfirst(name), text) for name, text in said)
        return format_html_join("", "<div>{}: {}</div>", lines) or "–"

    def after_verb_url(self, request: HttpRequest, verb: Verb, obj: Any) -> str:
        """Return where a verb leads: a change of tier to the new row, which is open now; others back."""
        if verb.name == "tier":
            obj = request.made  # type: ignore[attr-defined]  # what the verb gave, kept by `ActionAdmin`
        return super().after_verb_url(request, verb, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Return False: a membership begins by a verb on the city, or by an approval."""
        return False
