"""Cities, their memberships and the seats of their teams in the admin.

They stand in this story, and not in the directory's, since their verbs belong to the stories above it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, cast

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
from cities.directory.fields import found_by
from cities.directory.forms import CityForm
from cities.directory.models import City, CityQuerySet, Membership
from cities.directory.tiers import TIER_CHOICES, TIER_OF
from cities.invitations.actions import inviting
from cities.invitations.forms import InviteForm
from cities.joining.actions import memberships
from cities.joining.forms.staff import PartnerWelcomeForm, ReasonForm, TierForm, WelcomeTierForm
from cities.leaving import actions as leaving
from cities.leaving.losses import losses_of_seat, losses_of_team
from cities.leaving.rules import plan_for_city, plan_for_colleague
from cities.people.actions import teams
from cities.people.models import Officer
from icaforum.audit.admin import Verb
from icaforum.audit.locks import lock_row
from icaforum.outbox.asking import MailingAdmin, VerbsOnlyAdmin
from icaforum.words.admin_filters import TermFilter


class TierFilter(admin.SimpleListFilter):
    """Filter cities by their tier, partners, and those that are not in the Forum."""

    title = gettext_lazy("part in the Forum")
    parameter_name = "part"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        return [*TIER_CHOICES, ("outside", _("Not in the Forum"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[City]) -> QuerySet[City]:  # noqa: ARG002
        """Return the cities of the chosen part; all where nothing, or nothing known, is chosen."""
        cities, part = cast(CityQuerySet, queryset), self.value()  # the rows of `CityAdmin`
        if part == "outside":
            return cities.exclude(pk__in=City.objects.members())
        return cities.of_tier(TIER_OF[part]) if part in TIER_OF else cities


@admin.register(City)
class CityAdmin(MailingAdmin):
    """The whole directory; those in the Forum with their tier, team and open invitations."""

    # Letting in stands here twice, since the form of a partner has no tier. Only one is ever offered.
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
    search_fields = (*found_by(), "seats__person__name", "seats__person__email")
    search_help_text = gettext_lazy("A city, a person of its team or a part of an address")
    readonly_fields = ("history", "team", "invited")
    needs: ClassVar = {
        "history": "cities.view_membership",
        "team": "cities.view_officer",
        "invited": "cities.view_invitation",
        "seats__person__name": "cities.view_officer",
        "seats__person__email": "cities.view_officer",
    }
    fieldsets = (
        (None, {"fields": ("name", "other_names", "kind", "country", "region", "pledge", "is_sample")}),
        (gettext_lazy("In the Forum"), {"fields": ("history", "team", "invited")}),
        (gettext_lazy("Its page"), {"fields": ("about", "themes", "languages", "website")}),
        (gettext_lazy("Place"), {"fields": ("time_zone", "latitude", "longitude", "population")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: City | None = None) -> Any:
        """Return the parts of the form; a new city has no history, team or invitations to show."""
        first, in_forum, *others = super().get_fieldsets(request, obj)
        return [first, in_forum, *others] if obj else [first, *others]

    def get_queryset(self, request: HttpRequest) -> QuerySet[City]:
        """Return the rows with their open membership, which the list shows for each."""
        return cast(CityQuerySet, super().get_queryset(request)).with_membership()

    @admin.display(description=gettext_lazy("part in the Forum"))
    def part(self, city: City) -> str:
        """Return the column with the tier's word, or a dash outside the Forum."""
        return city.membership.label if city.membership else "–"

    @admin.display(description=gettext_lazy("memberships"))
    def history(self, city: City) -> str:
        """Return all memberships with their days, each as a link to its page."""
        rows = city.memberships.all()
        return _linked_lines((row, row.label, f"{_day(row.since)} – {_day(row.until)}") for row in rows)

    @admin.display(description=gettext_lazy("team"))
    def team(self, city: City) -> str:
        """Return the people of the team with their addresses and roles, each as a link to the seat."""
        return _linked_lines(
            (seat, f"{seat.person} ({seat.person.email})", seat.get_role_display())
            for seat in city.seats.open().select_related("person")
        )

    @admin.display(description=gettext_lazy("invited, not here yet"))
    def invited(self, city: City) -> str:
        """Return the open invitations with the day on which each ends, each as a link to its page."""
        rows = city.invitations.open()
        return _linked_lines((row, row.email, _day(row.expires_at)) for row in rows)


def _day(moment: datetime | None) -> str:
    """The day in the reader's time zone; empty for a row that has no end yet."""
    return date_format(localtime(moment)) if moment else ""


def _linked_lines(rows: Iterable[tuple[Model, str, str]]) -> str:
    """Each row, its name and what follows the name as one line, linked to the row's page with its verbs."""
    linked = (
        (reverse(f"admin:cities_{row._meta.model_name}_change", args=[row.pk]), name, more)
        for row, name, more in rows
    )
    return format_html_join("", '<div><a href="{}">{}</a>, {}</div>', linked) or "–"


def _consequence_of_ending(membership: Membership) -> str:
    return " ".join(plan_for_city(membership.city.name, losses_of_team(membership.city)))


@admin.register(Membership)
class MembershipAdmin(MailingAdmin):
    """The memberships of all cities, past and present. They change by their verbs alone."""

    verbs = (
        Verb(
            name="tier",
            label=gettext_lazy("Change the tier"),
            do=memberships.change_tier,
            done=gettext_lazy("Changed. This is the new row; what the city sees follows on its next page."),
            form=TierForm,
            offered=lambda row: row.is_open and row.tier is not None,
            # Rights are derived at each request, so nothing has to be brought up to date first.
            consequence=lambda _row: _(
                "Counts at once for all people of the city; the change itself is mailed to nobody. Who has "
                "a place at an event that the new tier does not see loses it in minutes, and is told by mail."
            ),
            initial=lambda row: {"tier": row.tier},
            # The city first, as all verbs on it do.
            lock=lambda row, _by: (lock_row(row.city), lock_row(row)),
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
    search_fields = (*found_by("city"), "city__seats__person__name", "city__seats__person__email")
    needs: ClassVar = dict.fromkeys(search_fields[-2:], "cities.view_officer")
    search_help_text = gettext_lazy("A city, a person of its team or a part of an address")
    # Read only, so that the history of a city cannot be rewritten.
    fields = readonly_fields = ("city", "part", "since", "until", "reason")

    @admin.display(description=gettext_lazy("part in the Forum"), ordering="tier")
    def part(self, membership: Membership) -> str:
        """Return the tier's word, or «Partner»."""
        return membership.label

    def after_verb_url(self, request: HttpRequest, verb: Verb, obj: Any) -> str:
        """Return where a verb leads: a change of tier to the new row, which is open now; others back."""
        if verb.name == "tier":
            obj = request.made  # type: ignore[attr-defined]  # what the verb gave, kept by `ActionAdmin`
        return super().after_verb_url(request, verb, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Return False: a membership begins by a verb on the city, or by an approval."""
        return False


def _consequence_of_removing(seat: Officer) -> str:
    """What follows; or, for the only lead contact of a team with others, what has to be done before."""
    # Said before the press, where the verb would refuse it afterwards.
    if seat.must_name_successor:
        words = _(
            "%(person)s is the only lead contact of %(city)s and cannot be removed yet. "
            "First make a colleague the lead contact, on the colleague’s page."
        )
        return words % {"person": seat.person, "city": seat.city}
    return " ".join(plan_for_colleague(seat.person.get_full_name(), seat.city.name, losses_of_seat(seat)))


@admin.register(Officer)
class OfficerAdmin(VerbsOnlyAdmin):
    """The seats of all people in all teams, past and present."""

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
            do=leaving.remove_officer,
            done=gettext_lazy("Removed; the mail is on its way."),
            offered=lambda seat: seat.until is None,
            consequence=_consequence_of_removing,
            mails=True,
            danger=True,
        ),
    )
    list_display = ("person", "city", "role", "since", "until")
    list_filter = (TermFilter, "role")
    list_select_related = ("person", "city")
    search_fields = ("person__name", "person__email", *found_by("city"))
    search_help_text = gettext_lazy("A name, a city or a part of an address")
    fields = readonly_fields = ("person", "city", "role", "position", "since", "until")
