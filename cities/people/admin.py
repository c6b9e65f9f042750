"""People in the admin: search one, see their seats, places and mails, and act on the account."""

from typing import Any, ClassVar

from allauth.mfa.models import Authenticator
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
from cities.people.forms.staff import AddressForm, ColleagueForm, PersonForm, PresetsForm
from cities.people.locks import lock_both
from cities.people.models import Colleague, Officer, User
from cities.people.presets import PRESETS, presets_of
from cities.people.rules import plan_for_closing
from icaforum.audit.admin import Verb
from icaforum.outbox.asking import MailingAdmin
from icaforum.outbox.models import Message
from icaforum.outbox.states import REASONS
from icaforum.words.columns import short_day

STEPS = {
    Authenticator.Type.TOTP: gettext_lazy("app"),
    Authenticator.Type.WEBAUTHN: gettext_lazy("passkey"),
}

# Enough to answer «did my code come?»; all of them are in the list of mails.
MAILS_SHOWN = 25


def _before_closing(person: User) -> str:
    """Say what closing this account would end, for the page before it."""
    # `registrations` is of a story further right: the reverse relation spares an import against the order.
    places = person.registrations.at_stake().count()
    return " ".join(plan_for_closing(places=places, leaderless=person.leads_alone()))


def what_they_may(person: User) -> str:
    """Say what somebody of the secretariat may do: «Reviewer, Events and library»."""
    said = [str(PRESETS[name].label) for name in presets_of(person.groups.all())]
    if person.is_superuser:
        said.append(_("may do everything, and add colleagues"))
    return ", ".join(said) or _("nothing yet")


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
            offered=lambda person: not person.is_active,
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
    list_filter = ("is_active", "is_staff", "language", "address_to_settle")
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
            return _("closed")
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
        return what_they_may(person) if person.is_staff else _("none in the secretariat")

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


@admin.register(Colleague)
class ColleagueAdmin(MailingAdmin):
    """The people of the secretariat: who they are, what they may do, and a page to add one."""

    verbs = (
        Verb(
            name="rights",
            label=gettext_lazy("Change what they may do"),
            do=accounts.set_rights,
            done=gettext_lazy("Set. It counts from the next click on."),
            form=PresetsForm,
            initial=lambda person: {
                "presets": presets_of(person.groups.all()),
                "adds_colleagues": person.is_superuser,
            },
            lock=lock_both,
        ),
        Verb(
            name="take-away",
            label=gettext_lazy("Take away"),
            do=accounts.take_rights,
            done=gettext_lazy("No longer in the secretariat."),
            consequence=lambda person: (
                _(
                    "%(person)s sees from the next click on what somebody without a seat sees. The account "
                    "stays, and so does what was done in the history. Nobody is mailed."
                )
                % {"person": person}
            ),
            danger=True,
        ),
    )
    create = staticmethod(accounts.add_colleague)
    list_display = ("name", "email", "may_do", "second_step", "last_login")
    list_filter = ("is_active",)
    search_fields = ("name", "email")
    search_help_text = gettext_lazy("A name or an address")
    add_fields = ("name", "email", "language", "time_zone", "presets", "adds_colleagues")
    fields = readonly_fields = ("name", "email", "may_do", "second_step", "last_login", "is_active")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form of a new colleague; one who is there changes by the verbs alone."""
        if obj is None:
            kwargs["form"] = ColleagueForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields of that form, or what stands of a colleague."""
        return super().get_fields(request, obj) if obj else self.add_fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:  # noqa: ARG002
        """Return all fields of a colleague who is there."""
        return self.readonly_fields if obj else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Colleague]:
        """Return them with their presets and second steps, in two more queries for the whole list."""
        return super().get_queryset(request).prefetch_related("groups", "authenticator_set")

    def after_verb_url(self, request: HttpRequest, verb: Verb, obj: Any) -> str:
        """Return where a verb leads: to the list for somebody who is no colleague any more."""
        if verb.name == "take-away":
            return reverse("admin:cities_colleague_changelist")
        return super().after_verb_url(request, verb, obj)

    @admin.display(description=gettext_lazy("may do"))
    def may_do(self, person: User) -> str:
        """What the colleague may do, by the names of the presets."""
        return what_they_may(person)

    @admin.display(description=gettext_lazy("second step"))
    def second_step(self, person: Any) -> str:
        """Which second steps the colleague has; without one nothing can be done."""
        kinds = {step.type for step in person.authenticator_set.all()}
        said = [str(words) for kind, words in STEPS.items() if kind in kinds]
        return ", ".join(said) or _("not set up yet")


def _became_of(mail: Message) -> str:
    """Return what became of a mail: «accepted by the mail server at 9:02», or its state and reason."""
    if mail.accepted_at:
        clock = date_format(localtime(mail.accepted_at), "TIME_FORMAT")
        return _("accepted by the mail server at %(clock)s") % {"clock": clock}
    reason = REASONS.get(mail.last_error, mail.last_error)
    return f"{mail.get_state_display()}: {reason}" if reason else mail.get_state_display()
