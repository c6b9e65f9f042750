"""The pages of cities in the admin."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.citypages.admin.tier_verbs import END, TAKE_BACK, TIER, on_the_city
from cities.directory import actions
from cities.directory.fields import found_by
from cities.directory.forms import CityForm
from cities.directory.models import City, CityQuerySet
from cities.directory.tiers import TIER_CHOICES, TIER_OF
from cities.invitations.actions import inviting
from cities.invitations.forms import InviteForm
from cities.joining.actions import memberships
from cities.joining.forms.staff import AddMemberForm, AddOtherMemberForm, AddPartnerForm
from cities.joining.models import Grounds
from cities.joining.numbers import where_it_counts
from cities.joining.rules import missing_grounds
from icaforum.audit.admin import Asked, Verb
from icaforum.outbox.asking import MailingAdmin


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


def _what_is_missing(city: Any, typed: Mapping[str, Any]) -> Asked | None:
    """Ask once more where something that stands in for an application is left empty."""
    missing = missing_grounds(city.kind, typed)
    if not missing:
        return None
    names = ", ".join(Grounds.word_of(name) for name in missing)
    words = _("To look at: nothing is written for “%(names)s”, by which it would be admitted otherwise.")
    return Asked(words % {"names": names}, _("Add it all the same"))


def _what_letting_in_does(city: City) -> str:
    words = _("It comes in without an application. Nobody is mailed; then invite a lead contact.")
    return f"{words} {where_it_counts(city)}".strip()


def _letting_in(name: str, kind: str, form: type[forms.Form]) -> Verb:
    """Return the verb that lets an entry of this kind into the Forum without an application."""
    return Verb(
        name=name,
        label=gettext_lazy("Add as a member"),
        do=memberships.add_member,
        done=gettext_lazy("In the Forum. Nobody was mailed: now invite a contact."),
        form=form,
        offered=lambda city: city.membership is None and city.kind == kind,
        consequence=_what_letting_in_does,
        warning=_what_is_missing,
    )


@admin.register(City)
class CityAdmin(MailingAdmin):
    """The whole directory; those in the Forum with their tier, team and open invitations."""

    # Letting in stands here for each kind, since different things stand in for an application. Of a city
    # only one is ever offered.
    verbs = (
        _letting_in("open", City.Kind.C40, AddMemberForm),
        _letting_in("open-other", City.Kind.OTHER, AddOtherMemberForm),
        _letting_in("open-partner", City.Kind.PARTNER, AddPartnerForm),
        Verb(
            name="invite",
            label=gettext_lazy("Invite a person"),
            do=inviting.invite,
            done=gettext_lazy("The invitation is on its way."),
            form=InviteForm,
            offered=lambda city: city.membership is not None,
            consequence=lambda _city: _("This mails a link that works for this address alone, for 14 days."),
            mails=True,
            needs="cities.change_invitation",
        ),
        on_the_city(TIER),
        on_the_city(TAKE_BACK),
        on_the_city(END),
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
        return _linked_lines((row, row.email, _day(row.expires_at) or _("not sent yet")) for row in rows)


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
