"""People in the admin: search one, and do on one page all that is asked of the secretariat about somebody."""

from dataclasses import replace
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.fields import found_by
from cities.models import Officer, User
from cities.people.actions import profiles
from cities.people.forms.staff import PersonForm
from cities.people.presets import rights_in_words
from icaforum.audit.admin import Verb
from icaforum.outbox.asking import MailingAdmin
from icaforum.person.admin.seats import REPLACE
from icaforum.person.sheet import sheet
from icaforum.person.verbs import VERBS
from icaforum.words.admin_filters import DayFilter, QuestionFilter

# Offered on the page at what they are about, so they are no buttons on top.
AT_THEIR_PLACE = {"second-step", "end-sessions"}


def _replacing(person: User, seat: Officer, *, several: bool) -> dict[str, Any]:
    """Return the button that puts somebody else in a seat; it names the city where there are several."""
    url = reverse("admin:cities_officer_verb", args=[seat.pk, REPLACE.name])
    words = _("Replace in %(city)s by…") % {"city": seat.city} if several else REPLACE.label
    back = reverse("admin:cities_user_change", args=[person.pk])
    return {"verb": replace(REPLACE, label=words), "url": f"{url}?_back={back}"}


class AddressFilter(QuestionFilter):
    """A filter of the people whom Today counts because their address does not work."""

    title = gettext_lazy("address")
    parameter_name = "address"
    questions: ClassVar = {
        "not-working": (gettext_lazy("Does not work"), lambda people: people.to_mend()),
        "pausing": (
            gettext_lazy("Does not work, and the city is paused"),
            lambda people: people.unreached().filter(pk__in=User.objects.only_of_pausing_cities()),
        ),
    }

    def has_output(self) -> bool:
        """Return whether it is offered: to whoever sees mails, which tell it."""
        return self.may

    def __init__(self, request: HttpRequest, *more: Any) -> None:
        self.may = request.user.has_perm("outbox.view_message")
        super().__init__(request, *more)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows that answer the question; nobody for who may not see mails."""
        if self.value() and not self.may:
            return queryset.none()
        return super().queryset(request, queryset)


@admin.register(User)
class UserAdmin(MailingAdmin):
    """Search a name: the city, the role, the last sign-in, every mail, and what one does next."""

    nothing_yet = gettext_lazy("Nobody has an account yet. People get one when they accept an invitation.")
    verbs = VERBS
    edit = staticmethod(profiles.edit_profile)
    change_form_template = "admin/cities/user/change_form.html"
    change_list_template = "admin/cities/user/change_list.html"
    form = PersonForm
    list_display = ("name_", "email", "cities", "last_login", "standing")
    exported = ("language", "time_zone")
    list_filter = (
        AddressFilter,
        "is_active",
        "is_staff",
        "language",
        "address_to_settle",
        ("last_login", DayFilter),
    )
    search_fields = ("name", "email", "emailaddress__email", *found_by("seats__city"))
    search_help_text = gettext_lazy("A name, a city or a part of an address")
    # The address is corrected by a verb, since it decides who signs in.
    readonly_fields = ("rights",)
    fields = ("name", "greeting", "language", "time_zone", "rights")

    needs: ClassVar = {
        "cities": "cities.view_officer",
        **dict.fromkeys(found_by("seats__city"), "cities.view_officer"),
    }

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Return False: people of cities are invited on their city's page, colleagues have their own."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """As Django's; nothing is written down about somebody who was erased."""
        return not (obj and obj.erased_at) and super().has_change_permission(request, obj)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields; rights in the secretariat only of somebody who works there."""
        fields = super().get_fields(request, obj)
        return [name for name in fields if name != "rights" or (obj and obj.is_staff)]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """People with their open seats, in two queries for the whole list."""
        seats = Officer.objects.open().select_related("city")
        return super().get_queryset(request).prefetch_related(Prefetch("seats", seats, to_attr="seats_now"))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """As Django's, with all that the secretariat asks of a person above the entry."""
        person = self.get_object(request, unquote(object_id))
        extra = (extra_context or {}) | ({} if person is None else sheet(request, person))
        return super().change_view(request, object_id, form_url, extra)

    def _verbs_of(self, request: HttpRequest, object_id: str | None) -> list[dict[str, Any]]:
        """Return the buttons, with that of each open seat by which somebody else comes there."""
        items = super()._verbs_of(request, object_id)
        rights = ("cities.change_officer", REPLACE.needs)
        person = self.get_object(request, unquote(object_id)) if object_id else None
        if person is None or not all(map(request.user.has_perm, rights)):
            return items
        seats = [_replacing(person, seat, several=len(person.seats_now) > 1) for seat in person.seats_now]
        return [*items[:1], *seats, *items[1:]]

    def offered_verbs(self, request: HttpRequest, obj: Any) -> list[Verb]:
        """Return the buttons on top: all verbs but those that stand at what they are about."""
        return [verb for verb in super().offered_verbs(request, obj) if verb.name not in AT_THEIR_PLACE]

    @admin.display(description=gettext_lazy("name"), ordering="name")
    def name_(self, person: User) -> str:
        """The name, or what is said in place of one; the underscore, since the model's own is a column."""
        return str(person)

    @admin.display(description=gettext_lazy("cities"))
    def cities(self, person: User) -> str:
        """The cities in whose teams the person is."""
        return ", ".join(str(seat.city) for seat in person.seats_now) or "–"

    @admin.display(description=gettext_lazy("account"), ordering="is_active")
    def standing(self, person: User) -> str:
        """Whether the account is open, closed, or the secretariat's."""
        if not person.is_active:
            return _("erased") if person.erased_at else _("closed")
        return _("secretariat") if person.is_staff else _("open")

    @admin.display(description=gettext_lazy("rights"))
    def rights(self, person: User) -> str:
        """What the person may do in the secretariat; it is changed on the page of the colleague."""
        return rights_in_words(person)
