"""Cities, their memberships and their contacts in the admin."""

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

from cities.directory import actions
from cities.directory.forms import CityForm
from cities.directory.models import City, Membership
from cities.invitations.actions import inviting
from cities.invitations.forms import InviteForm
from cities.joining.actions import memberships
from cities.joining.forms.staff import PartnerWelcomeForm, ReasonForm, TierForm, WelcomeTierForm
from cities.leaving.losses import losses_of_seat, losses_of_team
from cities.leaving.rules import plan_for_city, plan_for_colleague
from cities.people.actions import teams
from cities.people.models import Officer
from cities.tiers import SLUGS, Tier
from icaforum.audit.admin import Verb
from icaforum.outbox.asking import MailingAdmin, VerbsOnlyAdmin
from icaforum.words.filters import TermFilter

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
            do=memberships.open_membership,
            done=gettext_lazy("In the Forum from now on."),
            form=WelcomeTierForm,
            offered=lambda city: city.membership is None and not city.is_partner,
            consequence=lambda _city: _("Nobody is mailed. Then invite a lead contact."),
        ),
        Verb(
            name="open-partner",
            label=gettext_lazy("Let into the Forum"),
            do=memberships.open_membership,
            done=gettext_lazy("In the Forum from now on."),
            form=PartnerWelcomeForm,
            offered=lambda city: city.membership is None and city.is_partner,
            consequence=lambda _city: _("Nobody is mailed. Then invite a contact."),
        ),
        Verb(
            name="invite",
            label=gettext_lazy("Invite a person"),
            do=inviting.invite,
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
    return " ".join(plan_for_city(membership.city.name, losses_of_team(membership.city)))


@admin.register(Membership)
class MembershipAdmin(MailingAdmin):
    """The dated rows. They change by their verbs alone."""

    verbs = (
        Verb(
            name="tier",
            label=gettext_lazy("Change the tier"),
            do=memberships.change_tier,
            done=gettext_lazy("Changed. This is the new row; what the city sees follows on its next page."),
            form=TierForm,
            offered=lambda row: row.is_open and row.tier is not None,
            consequence=lambda _row: _("Counts at once for all people of the city. Nobody is mailed."),
            initial=lambda row: {"tier": row.tier},
        ),
        Verb(
            name="end",
            label=gettext_lazy("End the membership"),
            do=memberships.end_membership,
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


def _before_removing(seat: Officer) -> str:
    """What follows; or, of the only lead contact of others, what has to be done before."""
    if seat.has_to_name_another:
        words = _(
            "%(person)s is the only lead contact of %(city)s and cannot be removed yet. "
            "First make a colleague the lead contact, on the colleague’s page."
        )
        return words % {"person": seat.person, "city": seat.city}
    return " ".join(plan_for_colleague(seat.person.get_full_name(), seat.city.name, losses_of_seat(seat)))


@admin.register(Officer)
class OfficerAdmin(VerbsOnlyAdmin):
    """Who speaks for which city, today and earlier."""

    verbs = (
        Verb(
            name="lead",
            label=gettext_lazy("Make lead contact"),
            do=teams.make_lead,
            done=gettext_lazy("A lead contact now; the mail is on its way."),
            offered=lambda seat: seat.until is None and not seat.is_lead,
            consequence=lambda seat: _("This mails %(person)s.") % {"person": seat.person},
            mails=True,
        ),
        Verb(
            name="remove",
            label=gettext_lazy("Remove from the team"),
            do=teams.remove_officer,
            done=gettext_lazy("Removed; the mail is on its way."),
            offered=lambda seat: seat.until is None,
            consequence=_before_removing,
            mails=True,
            danger=True,
        ),
    )
    list_display = ("person", "city", "role", "since", "until")
    list_filter = (TermFilter, "role")
    list_select_related = ("person", "city")
    search_fields = ("person__name", "person__email", "city__name", "city__sort_name")
    fields = readonly_fields = ("person", "city", "role", "position", "since", "until")
