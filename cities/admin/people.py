"""People, their seats, and the ways to a seat."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities import actions
from cities.admin.standing import InvitationFilter, RequestFilter, TermFilter
from cities.forms.staff import PersonForm, RightsForm
from cities.leaving import ties_of, ties_of_account
from cities.models import AccessRequest, Invitation, Officer, User
from cities.rules.leaving import plan_for_account, plan_for_colleague
from icaforum.audit.admin import Verb
from icaforum.audit.columns import short_day
from icaforum.outbox.asking import MailingAdmin
from icaforum.outbox.models import Message
from icaforum.outbox.states import REASONS

MAILS_SHOWN = 25


@admin.register(User)
class UserAdmin(MailingAdmin):
    """Search a name: the city, the role, the last sign-in, and every mail to that person."""

    verbs = (
        Verb(
            name="close",
            label=gettext_lazy("Close the account"),
            do=actions.deactivate,
            done=gettext_lazy("Closed. All sessions have ended."),
            offered=lambda person: person.is_active,
            consequence=lambda person: " ".join(plan_for_account(ties_of_account(person))),
            danger=True,
        ),
        Verb(
            name="reopen",
            label=gettext_lazy("Open the account again"),
            do=actions.reactivate,
            done=gettext_lazy("Open again."),
            offered=lambda person: not person.is_active,
        ),
        Verb(
            name="second-step",
            label=gettext_lazy("Remove the lost second step"),
            do=actions.remove_second_step,
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
            name="rights",
            label=gettext_lazy("Rights in the secretariat"),
            do=actions.set_rights,
            done=gettext_lazy("Set."),
            form=RightsForm,
            initial=lambda person: {"is_staff": person.is_staff, "is_superuser": person.is_superuser},
        ),
    )
    edit = staticmethod(actions.edit_profile)
    create = staticmethod(actions.add_colleague)
    change_list_template = "admin/cities/user/change_list.html"
    form = PersonForm
    list_display = ("name", "email", "cities", "last_login", "standing")
    list_filter = ("is_active", "is_staff", "language")
    search_fields = ("name", "email", "seats__city__name", "seats__city__sort_name")
    search_help_text = gettext_lazy("A name, an address or a city")
    fields = ("email", "name", "language", "time_zone")
    readonly_fields = ("seats_held", "places", "last_login", "joined_at", "is_active", "rights", "mails")

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:  # noqa: ARG002
        return (*self.fields, *self.readonly_fields) if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:  # noqa: ARG002
        return ("email", *self.readonly_fields) if obj else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        seats = Officer.objects.open().select_related("city")
        return super().get_queryset(request).prefetch_related(Prefetch("seats", seats, to_attr="seats_now"))

    @admin.display(description=gettext_lazy("cities"))
    def cities(self, person: User) -> str:
        return ", ".join(str(seat.city) for seat in person.seats_now) or "–"

    @admin.display(description=gettext_lazy("account"), ordering="is_active")
    def standing(self, person: User) -> str:
        if not person.is_active:
            return _("closed")
        return _("secretariat") if person.is_staff else _("open")

    @admin.display(description=gettext_lazy("seats"))
    def seats_held(self, person: User) -> str:
        rows = (
            (reverse("admin:cities_officer_change", args=[seat.pk]), seat.city, seat.get_role_display())
            for seat in person.seats_now
        )
        return format_html_join("", '<div><a href="{}">{}</a>, {}</div>', rows) or "–"

    @admin.display(description=gettext_lazy("places at coming events"))
    def places(self, person: User) -> str:
        """Each with its event and what the answer was; there one gives it up for somebody."""
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
        if person.is_superuser:
            return _("secretariat, may do everything")
        return _("secretariat") if person.is_staff else _("none in the secretariat")

    @admin.display(description=gettext_lazy("mails"))
    def mails(self, person: User) -> str:
        """The newest first: when, what, what became of it."""
        rows = Message.objects.filter(Q(person=person) | Q(address__iexact=person.email))[:MAILS_SHOWN]
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
    """«accepted by the mail server at 9:02», or its state with the reason."""
    if mail.accepted_at:
        clock = date_format(localtime(mail.accepted_at), "TIME_FORMAT")
        return _("accepted by the mail server at %(clock)s") % {"clock": clock}
    reason = REASONS.get(mail.last_error, mail.last_error)
    return f"{mail.get_state_display()}: {reason}" if reason else mail.get_state_display()


class ByVerbs(MailingAdmin):
    """A list of rows that come and change by verbs alone."""

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
    return " ".join(plan_for_colleague(seat.person.get_full_name(), seat.city.name, ties_of(seat)))


@admin.register(Officer)
class OfficerAdmin(ByVerbs):
    """Who speaks for which city, today and earlier."""

    verbs = (
        Verb(
            name="lead",
            label=gettext_lazy("Make lead contact"),
            do=actions.make_lead,
            done=gettext_lazy("A lead contact now; the mail is on its way."),
            offered=lambda seat: seat.until is None and not seat.is_lead,
            consequence=lambda seat: _("This mails %(person)s.") % {"person": seat.person},
            mails=True,
        ),
        Verb(
            name="remove",
            label=gettext_lazy("Remove from the team"),
            do=actions.remove_officer,
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


@admin.register(Invitation)
class InvitationAdmin(ByVerbs):
    """Seats offered, open and past."""

    verbs = (
        Verb(
            name="resend",
            label=gettext_lazy("Send again"),
            do=actions.resend_invitation,
            done=gettext_lazy("Sent again."),
            offered=lambda invitation: invitation.is_open,
            consequence=lambda invitation: _("This mails %(email)s.") % {"email": invitation.email},
            mails=True,
        ),
        Verb(
            name="take-back",
            label=gettext_lazy("Take back"),
            do=actions.revoke_invitation,
            done=gettext_lazy("Taken back. The link no longer works."),
            offered=lambda invitation: invitation.is_open,
            consequence=lambda _invitation: _("The link in the mail ends at once. Nobody is mailed."),
            danger=True,
        ),
    )
    list_display = ("email", "city", "role", "sent_at", "stands")
    list_filter = (InvitationFilter,)
    list_select_related = ("city",)
    search_fields = ("email", "name", "city__name", "city__sort_name")
    fields = readonly_fields = (
        *("city", "email", "name", "role", "language", "note", "invited_by"),
        *("sent_at", "expires_at", "accepted_at", "accepted_by", "revoked_at"),
    )

    @admin.display(description=gettext_lazy("where it stands"), ordering="expires_at")
    def stands(self, invitation: Invitation) -> str:
        """«open until 9 Dec 2026», or what became of it and when."""
        if invitation.accepted_at:
            words, moment = _("accepted on {}"), invitation.accepted_at
        elif invitation.revoked_at:
            words, moment = _("taken back on {}"), invitation.revoked_at
        elif invitation.has_expired(now()):
            words, moment = _("expired on {}"), invitation.expires_at
        else:
            words, moment = _("open until {}"), invitation.expires_at
        return format_html(words, short_day(moment))


def _mails_asker(request: AccessRequest) -> str:
    return _("This mails %(person)s (%(email)s).") % {"person": request.name, "email": request.email}


@admin.register(AccessRequest)
class AccessRequestAdmin(ByVerbs):
    """«My city is already a member»: what no lead has answered is ours after five days."""

    verbs = (
        Verb(
            name="accept",
            label=gettext_lazy("Accept and invite"),
            do=partial(actions.answer_access, granted=True),
            done=gettext_lazy("Accepted. The invitation is on its way."),
            offered=lambda request: request.answered_at is None,
            consequence=_mails_asker,
            mails=True,
        ),
        Verb(
            name="decline",
            label=gettext_lazy("Decline"),
            do=partial(actions.answer_access, granted=False),
            done=gettext_lazy("Declined. The mail is on its way."),
            offered=lambda request: request.answered_at is None,
            consequence=_mails_asker,
            mails=True,
            danger=True,
        ),
    )
    list_display = ("name", "city", "sent_at", "stands")
    list_filter = (RequestFilter,)
    list_select_related = ("city",)
    search_fields = ("name", "email", "city__name", "city__sort_name")
    fields = readonly_fields = (
        *("city", "name", "email", "language", "message", "sent_at"),
        *("escalated_at", "answered_at", "answered_by", "granted"),
    )

    @admin.display(description=gettext_lazy("where it stands"), ordering="answered_at")
    def stands(self, request: AccessRequest) -> str:
        if request.answered_at is None:
            return _("waits for the secretariat") if request.escalated_at else _("waits for the lead contact")
        words = _("accepted on {}") if request.granted else _("declined on {}")
        return format_html(words, short_day(request.answered_at))
