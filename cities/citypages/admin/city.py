"""The pages of cities in the admin."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.citypages.actions import add_note
from cities.citypages.admin.sheet import sheet
from cities.citypages.admin.tier_verbs import (
    CHANGES_MEMBERSHIPS,
    END,
    PAUSE,
    REOPEN,
    RESUME,
    TAKE_BACK,
    TIER,
    on_the_city,
)
from cities.citypages.cares import cares_for, lacking
from cities.citypages.forms import NoteForm
from cities.directory import actions
from cities.directory.fields import found_by
from cities.directory.forms import CityForm
from cities.directory.models import City, CityQuerySet
from cities.directory.tiers import TIER_CHOICES, TIER_OF, Tier
from cities.invitations.actions import inviting
from cities.invitations.forms import InviteForm, offer_first_as_lead
from cities.joining.actions import memberships
from cities.joining.forms.staff import AddMemberForm, AddOtherMemberForm, AddPartnerForm, SelectedForm
from cities.joining.models import Grounds
from cities.joining.numbers import counts_in, where_it_counts
from cities.joining.rules import missing_grounds
from cities.letters.actions import introduce
from cities.letters.forms import IntroduceForm
from cities.people.models import User
from cities.yearly.actions.answering import confirm
from cities.yearly.models import Confirmation
from icaforum.audit.admin import Asked, Verb
from icaforum.outbox.asking import MailingAdmin
from icaforum.words.admin_filters import ChoiceOrNoneFilter, QuestionFilter
from icaforum.words.times import reader_today, year_of


class TierFilter(admin.SimpleListFilter):
    """Filter cities by their tier, partners, those that pause, and those that are not in the Forum."""

    title = gettext_lazy("part in the Forum")
    parameter_name = "part"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        return [*TIER_CHOICES, ("pauses", _("Paused")), ("outside", _("Not in the Forum"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[City]) -> QuerySet[City]:  # noqa: ARG002
        """Return the cities of the chosen part; all where nothing, or nothing known, is chosen."""
        cities, part = cast(CityQuerySet, queryset), self.value()  # the rows of `CityAdmin`
        if part == "outside":
            return cities.exclude(pk__in=City.objects.members())
        if part == "pauses":
            return cities.members().exclude(pk__in=City.objects.taking_part())
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


def _ask_of_letting_in(form: forms.Form, city: City) -> None:
    if isinstance(form, SelectedForm):
        form.ask_beyond(counts_in(city.kind, list(Tier)))


def _letting_in(name: str, kind: str, form: type[forms.Form]) -> Verb:
    """Return the verb that lets an entry of this kind into the Forum without an application."""
    return Verb(
        name=name,
        label=gettext_lazy("Add as a member"),
        do=memberships.add_member,
        done=gettext_lazy("In the Forum. Nobody was mailed: now invite a contact."),
        form=form,
        fill=_ask_of_letting_in,
        offered=lambda city: city.membership is None and city.kind == kind,
        consequence=_what_letting_in_does,
        warning=_what_is_missing,
        needs=CHANGES_MEMBERSHIPS,
    )


class CareFilter(admin.SimpleListFilter):
    """Filter cities by what they lack: the rows that Today counts, and no others."""

    title = gettext_lazy("to look after")
    parameter_name = "care"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002
        cares = cares_for(cast(User, request.user))
        return [("any", _("Any of these")), *((name, care.label) for name, care in cares.items())]

    def queryset(self, request: HttpRequest, queryset: QuerySet[City]) -> QuerySet[City]:
        """Return the cities that lack it; all where nothing, or nothing known, is chosen."""
        cities, person = cast(CityQuerySet, queryset), cast(User, request.user)  # of the admin
        if self.value() == "any":
            return lacking(cities, person)
        care = cares_for(person).get(self.value() or "")
        return care.cities(cities) if care else queryset


class CameFilter(QuestionFilter):
    """Filter cities by whether somebody of theirs was at an event: the rows that Today counts."""

    title = gettext_lazy("was at an event")
    parameter_name = "came"
    questions: ClassVar = {
        "year": (gettext_lazy("This year"), lambda cities: cities.who_came(*year_of(reader_today())))
    }


# Typed on the page of the city itself, so it is no button there.
NOTE = "note"


@admin.register(City)
class CityAdmin(MailingAdmin):
    """The whole directory; those in the Forum with their tier, team and open invitations."""

    nothing_yet = gettext_lazy("No city yet. Add the first one, or import a list.")
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
            fill=offer_first_as_lead,
            offered=lambda city: city.membership is not None,
            consequence=lambda _city: _("This mails a link that works for this address alone, for 14 days."),
            mails=True,
            needs="cities.change_invitation",
        ),
        Verb(
            name="still-there",
            label=gettext_lazy("They still take part"),
            do=lambda city, *, by: confirm(city, seats=None, by=by),
            done=gettext_lazy("Written down. They are asked again in a year."),
            offered=lambda city: Confirmation.objects.waiting().filter(city=city).exists(),
            consequence=lambda _city: _(
                "For an answer by phone or mail. The yearly question is closed, and nobody is mailed."
            ),
            needs=CHANGES_MEMBERSHIPS,
        ),
        Verb(
            name="introduce",
            label=gettext_lazy("Introduce to another city"),
            do=introduce,
            done=gettext_lazy("The letter is on its way to the lead contacts of both."),
            form=IntroduceForm,
            offered=lambda city: city.membership is not None,
            consequence=lambda _city: _(
                "One letter to the lead contacts of both, by mail and on their page. It is theirs from then "
                "on: you do not read what they answer."
            ),
        ),
        on_the_city(TIER),
        on_the_city(TAKE_BACK),
        on_the_city(PAUSE),
        on_the_city(RESUME),
        on_the_city(END),
        on_the_city(REOPEN),
        Verb(
            name=NOTE,
            label=gettext_lazy("Add a note"),
            do=add_note,
            done=gettext_lazy("Noted, for the secretariat alone."),
            form=NoteForm,
        ),
    )
    change_form_template = "admin/cities/city/change_form.html"
    edit = staticmethod(actions.edit_city)
    create = staticmethod(actions.add_city)
    form = CityForm
    list_display = ("name", "part", "country", "region", "pledge")
    list_filter = (TierFilter, CareFilter, CameFilter, "kind", "pledge", ("region", ChoiceOrNoneFilter))
    search_fields = (*found_by(), "seats__person__name", "seats__person__email")
    search_help_text = gettext_lazy("A city, a person of its team or a part of an address")
    needs: ClassVar = {
        "seats__person__name": "cities.view_officer",
        "seats__person__email": "cities.view_officer",
    }
    fieldsets = (
        (None, {"fields": ("name", "other_names", "kind", "country", "region", "pledge", "is_sample")}),
        (gettext_lazy("Its page"), {"fields": ("about", "themes", "languages", "website")}),
        (gettext_lazy("Place"), {"fields": ("time_zone", "latitude", "longitude", "population")}),
    )

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Return Django's; what a team lacks, and who came, for those alone who may see teams, and places."""
        needs = {CareFilter: "cities.view_officer", CameFilter: "events.view_registration"}
        filters = super().get_list_filter(request)
        return [it for it in filters if it not in needs or request.user.has_perm(needs[it])]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """As Django's, with all that the secretariat asks of a city above the entry."""
        city = self.get_object(request, unquote(object_id))
        extra = (extra_context or {}) | ({} if city is None else self._sheet(request, city))
        return super().change_view(request, object_id, form_url, extra)

    def _sheet(self, request: HttpRequest, city: City) -> dict[str, Any]:
        may = self.has_change_permission(request, city)
        note_url = reverse("admin:cities_city_verb", args=[city.pk, NOTE]) if may else ""
        return {**sheet(request, city), "note_url": note_url}

    def offered_verbs(self, request: HttpRequest, obj: Any) -> list[Verb]:
        """Return the buttons on top: all verbs but the note, which has its own place on the page."""
        return [verb for verb in super().offered_verbs(request, obj) if verb.name != NOTE]

    def get_queryset(self, request: HttpRequest) -> QuerySet[City]:
        """Return the rows with their open membership, which the list shows for each."""
        return cast(CityQuerySet, super().get_queryset(request)).with_membership()

    @admin.display(description=gettext_lazy("part in the Forum"))
    def part(self, city: City) -> str:
        """Return the column with the tier's word and whether it pauses, or a dash outside the Forum."""
        if city.membership is None:
            return "–"
        words = _("%(tier)s, paused") if city.membership.is_paused else "%(tier)s"
        return words % {"tier": city.membership.label}
