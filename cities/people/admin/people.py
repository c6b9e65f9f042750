"""People in the admin: search one, see their seats, places and mails, and act on the account."""

from typing import ClassVar

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.fields import found_by
from cities.people.actions import accounts, profiles
from cities.people.forms.staff import AddressForm, PersonForm
from cities.people.models import Officer, User
from cities.people.presets import rights_in_words
from cities.people.rules import plan_for_closing
from icaforum.audit.admin import Verb
from icaforum.outbox.asking import MailingAdmin
from icaforum.outbox.models import Message
from icaforum.outbox.states import REASONS
from icaforum.words.admin_filters import DayFilter
from icaforum.words.columns import short_day

# Enough to answer «did my code come?»; all of them are in the list of mails.
MAILS_SHOWN = 25


def _before_closing(person: User) -> str:
    """Say what closing this account would end, for the page before it."""
    # `registrations` is of a story further right: the reverse relation spares an import against the order.
    places = person.registrations.at_stake().count()
    return " ".join(plan_for_closing(places=places, leaderless=person.leads_alone()))


@admin.register(User)
class UserAdmin(MailingAdmin):
    """Search a name: the city, the role, the last sign-in, and every mail to that person."""

    verbs = (
        Verb(
            name="close",
            label=gettext_lazy("Close the account"),
            do=accounts.deactivate,
            done=gettext_lazy("Closed. All sessions have ended."),
            offered=lambda person: person.is_active,
            consequence=_before_closing,
            danger=True,
        ),
        Verb(
            name="reopen",
            label=gettext_lazy("Open the account again"),
            do=accounts.reactivate,
            done=gettext_lazy("Open again."),
            offered=lambda person: not (person.is_active or person.erased_at),
        ),
        Verb(
            name="second-step",
            label=gettext_lazy("Remove the lost second step"),
            do=accounts.remove_second_step,
            done=gettext_lazy("Removed. All sessions have ended, and the mail is on its way."),
            offered=lambda person: person.authenticator_set.exists(),
            consequence=lambda person: (
                _(
                    "Do this only for somebody you have spoken to. The authenticator app, the passkeys and "
                    "the recovery codes are removed. This mails %(person)s, who is signed out everywhere and "
                    "signs in without a second step until there is a new one."
                )
                % {"person": person}
            ),
            danger=True,
        ),
        Verb(
            name="settle-address",
            label=gettext_lazy("Settle the address"),
            do=accounts.settle_address,
            done=gettext_lazy("Settled."),
            form=AddressForm,
            offered=lambda person: person.address_to_settle,
            consequence=lambda _person: _(
                "The address that stands here cannot be used, or belongs to another account once it is "
                "written properly. Ask the person, and write the right one."
            ),
        ),
    )
    edit = staticmethod(profiles.edit_profile)
    change_list_template = "admin/cities/user/change_list.html"
    form = PersonForm
    list_display = ("name", "email", "cities", "last_login", "standing")
    exported = ("language", "time_zone")
    list_filter = ("is_active", "is_staff", "language", "address_to_settle", ("last_login", DayFilter))
    search_fields = ("name", "email", "emailaddress__email", *found_by("seats__city"))
    search_help_text = gettext_lazy("A name, a city or a part of an address")
    # The address is fixed: people change it themselves, and prove it.
    readonly_fields = (
        *("email", "seats_held", "places", "last_login", "joined_at", "is_active", "rights", "mails"),
    )
    fields = ("email", "name", "greeting", "language", "time_zone", *readonly_fields[1:])

    needs: ClassVar = {
        "cities": "cities.view_officer",
        "seats_held": "cities.view_officer",
        "places": "events.view_registration",
        "mails": "outbox.view_message",
        **dict.fromkeys(found_by("seats__city"), "cities.view_officer"),
    }

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Return False: people of cities are invited on their city's page, colleagues have their own."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """People with their open seats, in two queries for the whole list."""
        seats = Officer.objects.open().select_related("city")
        return super().get_queryset(request).prefetch_related(Prefetch("seats", seats, to_attr="seats_now"))

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

    @admin.display(description=gettext_lazy("seats"))
    def seats_held(self, person: User) -> str:
        """Each open seat with a link to its page, where it is ended."""
        rows = (
            (reverse("admin:cities_officer_change", args=[seat.pk]), seat.city, seat.get_role_display())
            for seat in person.seats_now
        )
        return format_html_join("", '<div><a href="{}">{}</a>, {}</div>', rows) or "–"

    @admin.display(description=gettext_lazy("places at coming events"))
    def places(self, person: User) -> str:
        """Each place at a coming event, with the answer and a link to where one gives it up for somebody."""
        lines = (
            (
                short_day(place.event.starts_at),
                reverse("admin:events_registration_change", args=[place.pk]),
                place.event,
                place.get_answer_display(),
            )
            for place in person.registrations.at_stake().select_related("event").order_by("event__starts_at")
        )
        return format_html_join("", '<div>{} <a href="{}">{}</a>: {}</div>', lines) or "–"

    @admin.display(description=gettext_lazy("rights"))
    def rights(self, person: User) -> str:
        """What the person may do in the secretariat; it is changed on the page of the colleague."""
        return rights_in_words(person) if person.is_staff else _("none in the secretariat")

    @admin.display(description=gettext_lazy("mails"))
    def mails(self, person: User) -> str:
        """The newest mails to this person: when, what, what became of it."""
        rows = Message.objects.newest_to(person, person.email, most=MAILS_SHOWN)
        lines = (
            (
                date_format(localtime(mail.created_at), "SHORT_DATETIME_FORMAT"),
                reverse("admin:outbox_message_change", args=[mail.pk]),
                mail.title,
                _became_of(mail),
            )
            for mail in rows
        )
        return format_html_join("", '<div>{} <a href="{}">{}</a>: {}</div>', lines) or "–"


def _became_of(mail: Message) -> str:
    """Return what became of a mail: «accepted by the mail server at 9:02», or its state and reason."""
    if mail.accepted_at:
        clock = date_format(localtime(mail.accepted_at), "TIME_FORMAT")
        return _("accepted by the mail server at %(clock)s") % {"clock": clock}
    reason = REASONS.get(mail.last_error, mail.last_error)
    return f"{mail.get_state_display()}: {reason}" if reason else mail.get_state_display()
