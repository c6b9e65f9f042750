"""The directory, and the time of each city in the Forum."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities import actions
from cities.admin.standing import TermFilter
from cities.forms.invitation import InviteForm
from cities.forms.staff import CityForm, PartnerWelcomeForm, ReasonForm, TierForm, WelcomeTierForm
from cities.forms.theme import Texts, ThemeForm
from cities.leaving import ties_of_team
from cities.models import City, Membership, Theme
from cities.rules.leaving import plan_for_city
from cities.tiers import SLUGS, Tier
from icaforum.audit.admin import ActionAdmin, Verb
from icaforum.outbox.asking import MailingAdmin

TIER_OF = {slug: tier for tier, slug in SLUGS.items()}


class TierFilter(admin.SimpleListFilter):
    """By part in the Forum; those outside it, too."""

    title = gettext_lazy("part in the Forum")
    parameter_name = "part"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        tiers = [(SLUGS[tier], tier.label) for tier in sorted(Tier, reverse=True)]
        return [*tiers, (SLUGS[None], _("Partner")), ("outside", _("Not in the Forum"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[City]) -> QuerySet[City]:  # noqa: ARG002
        if self.value() == "outside":
            return queryset.exclude(pk__in=City.objects.members())
        return queryset.of_tier(TIER_OF[self.value()]) if self.value() in TIER_OF else queryset


@admin.register(City)
class CityAdmin(MailingAdmin):
    """Every city and partner; those in the Forum with their tier, team and open invitations."""

    verbs = (
        Verb(
            name="open",
            label=gettext_lazy("Let into the Forum"),
            do=actions.open_membership,
            done=gettext_lazy("In the Forum from now on."),
            form=WelcomeTierForm,
            offered=lambda city: city.membership is None and not city.is_partner,
            consequence=lambda _city: _("Nobody is mailed. Then invite a lead contact."),
        ),
        Verb(
            name="open-partner",
            label=gettext_lazy("Let into the Forum"),
            do=actions.open_membership,
            done=gettext_lazy("In the Forum from now on."),
            form=PartnerWelcomeForm,
            offered=lambda city: city.membership is None and city.is_partner,
            consequence=lambda _city: _("Nobody is mailed. Then invite a contact."),
        ),
        Verb(
            name="invite",
            label=gettext_lazy("Invite a person"),
            do=actions.invite,
            done=gettext_lazy("The invitation is on its way."),
            form=InviteForm,
            offered=lambda city: city.membership is not None,
            consequence=lambda _city: _("This mails a link that works for this address alone, for 14 days."),
            mails=True,
        ),
    )
    edit = staticmethod(actions.edit_city)
    create = staticmethod(actions.add_city)
    form = CityForm
    list_display = ("name", "part", "country", "region", "pledge")
    list_filter = (TierFilter, "kind", "pledge", "region")
    search_fields = ("name", "sort_name")
    search_help_text = gettext_lazy("A name, with or without accents")
    readonly_fields = ("history", "team", "invited")
    fieldsets = (
        (None, {"fields": ("name", "kind", "country", "region", "pledge", "is_sample")}),
        (gettext_lazy("In the Forum"), {"fields": ("history", "team", "invited")}),
        (gettext_lazy("Its page"), {"fields": ("about", "themes", "languages", "website")}),
        (gettext_lazy("Place"), {"fields": ("time_zone", "latitude", "longitude", "population")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: City | None = None) -> Any:
        first, in_forum, *others = super().get_fieldsets(request, obj)
        return [first, in_forum, *others] if obj else [first, *others]

    def get_queryset(self, request: HttpRequest) -> QuerySet[City]:
        return super().get_queryset(request).with_membership()

    @admin.display(description=gettext_lazy("part in the Forum"))
    def part(self, city: City) -> str:
        return city.membership.label if city.membership else "–"

    @admin.display(description=gettext_lazy("memberships"))
    def history(self, city: City) -> str:
        rows = city.memberships.all()
        return _lines((row, row.label, f"{_day(row.since)} – {_day(row.until)}") for row in rows)

    @admin.display(description=gettext_lazy("team"))
    def team(self, city: City) -> str:
        return _lines(
            (seat, f"{seat.person} ({seat.person.email})", seat.get_role_display())
            for seat in city.seats.open().select_related("person")
        )

    @admin.display(description=gettext_lazy("invited, not here yet"))
    def invited(self, city: City) -> str:
        rows = city.invitations.open()
        return _lines((row, row.email, _day(row.expires_at)) for row in rows)


def _day(moment: datetime | None) -> str:
    return date_format(localtime(moment)) if moment else ""


def _lines(rows: Iterable[tuple[Model, str, str]]) -> str:
    """Each row as a link to its own page, where its verbs are."""
    linked = (
        (reverse(f"admin:cities_{row._meta.model_name}_change", args=[row.pk]), name, more)
        for row, name, more in rows
    )
    return format_html_join("", '<div><a href="{}">{}</a>, {}</div>', linked) or "–"


def _consequence_of_ending(membership: Membership) -> str:
    return " ".join(plan_for_city(membership.city.name, ties_of_team(membership.city)))


@admin.register(Membership)
class MembershipAdmin(MailingAdmin):
    """The dated rows. They change by their verbs alone."""

    verbs = (
        Verb(
            name="tier",
            label=gettext_lazy("Change the tier"),
            do=actions.change_tier,
            done=gettext_lazy("Changed. This is the new row; what the city sees follows on its next page."),
            form=TierForm,
            offered=lambda row: row.is_open and row.tier is not None,
            consequence=lambda _row: _("Counts at once for all people of the city. Nobody is mailed."),
            initial=lambda row: {"tier": row.tier},
        ),
        Verb(
            name="end",
            label=gettext_lazy("End the membership"),
            do=actions.end_membership,
            done=lambda row: _("The membership of %(city)s has ended.") % {"city": row.city},
            form=ReasonForm,
            offered=lambda row: row.is_open,
            consequence=_consequence_of_ending,
            mails=True,
            danger=True,
        ),
    )
    list_display = ("city", "part", "since", "until")
    list_filter = (TermFilter, "tier")
    list_select_related = ("city",)
    search_fields = ("city__name", "city__sort_name")
    fields = readonly_fields = ("city", "part", "since", "until", "reason")

    @admin.display(description=gettext_lazy("part in the Forum"), ordering="tier")
    def part(self, membership: Membership) -> str:
        return membership.label

    def after_verb_url(self, request: HttpRequest, verb: Verb, obj: Membership) -> str:
        """A change of tier leads to the row that is open now."""
        return super().after_verb_url(request, verb, request.made if verb.name == "tier" else obj)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False


@admin.register(Theme)
class ThemeAdmin(ActionAdmin):
    form = ThemeForm
    fields = (*Texts.base_fields, *ThemeForm.Meta.fields)
    list_display = ("name", "slug", "position")
    search_fields = ("slug", "names")
