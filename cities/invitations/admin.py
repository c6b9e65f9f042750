"""Seats offered and seats asked for, in the admin."""

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Q
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cities.directory.fields import found_by
from cities.invitations.actions import access_requests, instead, inviting
from cities.invitations.forms import InsteadForm, RoleForm, offer_first_as_lead
from cities.invitations.models import AccessRequest, Invitation
from cities.people.forms.staff import AddressForm
from icaforum.audit.admin import Verb
from icaforum.outbox.admin.ledger import about_address
from icaforum.outbox.asking import VerbsOnlyAdmin
from icaforum.words.admin_filters import DayFilter, StandingFilter
from icaforum.words.columns import short_day
from icaforum.words.languages import translated_name
from icaforum.words.times import request_now

UNANSWERED = Q(accepted_at__isnull=True, revoked_at__isnull=True)


class InvitationFilter(StandingFilter):
    """The filter of invitations: open for 14 days, unless an answer ends them before."""

    standings: ClassVar[Mapping[str, tuple[Any, Q]]] = {
        # Now() is the database's: these are made once, when the process starts.
        "held": (gettext_lazy("Not sent yet"), UNANSWERED & Q(sent_at__isnull=True)),
        "open": (pgettext_lazy("where something stands", "Open"), UNANSWERED & Q(expires_at__gt=Now())),
        "expired": (gettext_lazy("Expired"), UNANSWERED & Q(expires_at__lte=Now())),
        "accepted": (gettext_lazy("Accepted"), Q(accepted_at__isnull=False)),
        "taken-back": (gettext_lazy("Taken back"), Q(revoked_at__isnull=False)),
    }


class RequestFilter(StandingFilter):
    """The filter of requests for access: with whom they wait, or the answer."""

    standings: ClassVar[Mapping[str, tuple[Any, Q]]] = {
        "lead": (
            gettext_lazy("Waits for the lead contact"),
            Q(answered_at__isnull=True, escalated_at__isnull=True),
        ),
        "us": (
            gettext_lazy("Waits for the secretariat"),
            Q(answered_at__isnull=True, escalated_at__isnull=False),
        ),
        "accepted": (gettext_lazy("Accepted"), Q(granted=True)),
        "declined": (gettext_lazy("Declined"), Q(granted=False)),
    }


def _what_another_address_does(invitation: Invitation) -> str:
    """Say what becomes of an invitation when the seat is offered to another address."""
    words = (
        _("%(email)s has not been mailed. The new invitation waits until it is sent.")
        if invitation.is_held
        else _("The link that %(email)s has ends at once. A new invitation goes to the new address.")
    )
    return words % {"email": invitation.email}


def _what_taking_back_does(invitation: Invitation) -> str:
    if invitation.is_held:
        return _("%(email)s has not been mailed, and is not.") % {"email": invitation.email}
    return _("The link in the mail ends at once. Nobody is mailed.")


class _WithLanguage(VerbsOnlyAdmin):
    """What is written to an address, in a language of its own."""

    @admin.display(description=gettext_lazy("language"))
    def mail_language(self, row: Invitation | AccessRequest) -> str:
        """Return in which language we write, by its name."""
        return translated_name(row.language)


@admin.register(Invitation)
class InvitationAdmin(_WithLanguage):
    """Seats offered, open and past: read here, changed by verbs alone."""

    nothing_yet = gettext_lazy("Nobody is invited yet. Invite somebody on the page of a city.")
    verbs = (
        Verb(
            name="resend",
            label=gettext_lazy("Send again"),
            do=inviting.resend_invitation,
            done=gettext_lazy("The invitation is on its way again."),
            offered=lambda invitation: invitation.is_open and not invitation.is_held,
            consequence=lambda invitation: _("This mails %(email)s.") % {"email": invitation.email},
            mails=True,
        ),
        Verb(
            name="send",
            label=gettext_lazy("Send the invitation"),
            do=inviting.resend_invitation,
            done=gettext_lazy("The invitation is on its way."),
            offered=lambda invitation: invitation.is_held,
            consequence=lambda invitation: _("This mails %(email)s.") % {"email": invitation.email},
            mails=True,
        ),
        Verb(
            name="correct-address",
            label=gettext_lazy("Correct address"),
            do=instead.offer_instead,
            done=gettext_lazy("Corrected: this is the invitation to the right address."),
            form=AddressForm,
            offered=lambda invitation: invitation.is_open,
            consequence=_what_another_address_does,
            mails=True,
        ),
        Verb(
            name="replace",
            label=gettext_lazy("Replace by…"),
            do=instead.offer_instead,
            done=gettext_lazy("Replaced: this is the invitation of the other person."),
            form=InsteadForm,
            offered=lambda invitation: invitation.is_open,
            consequence=_what_another_address_does,
            mails=True,
        ),
        Verb(
            name="take-back",
            label=gettext_lazy("Take back"),
            do=inviting.revoke_invitation,
            done=lambda invitation: (
                _("Taken back. The link no longer works.") if invitation.sent_at else _("Taken back.")
            ),
            offered=lambda invitation: invitation.is_open,
            consequence=_what_taking_back_does,
            danger=True,
        ),
    )
    change_form_template = "admin/cities/invitation/change_form.html"
    list_display = ("email", "city", "role", "sent_at", "stands")
    list_filter = (InvitationFilter, ("sent_at", DayFilter))
    # Each row shows its city and the one it goes with: joins instead of queries a row.
    list_select_related = ("city", "along_with__city")
    search_fields = ("email", "name", *found_by("city"))
    search_help_text = gettext_lazy("A name, a city or a part of an address")
    fields = readonly_fields = (
        *("city", "email", "name", "role", "mail_language", "note", "invited_by"),
        *("origin", "sent_at", "expires_at", "accepted_at", "accepted_by", "revoked_at"),
    )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """As Django's, as the page of the person invited: where it stands, mails, city and role."""
        invitation = self.get_object(request, unquote(object_id))
        extra = (extra_context or {}) | ({} if invitation is None else self._sheet(request, invitation))
        return super().change_view(request, object_id, form_url, extra)

    def _sheet(self, request: HttpRequest, invitation: Invitation) -> dict[str, Any]:
        about = about_address(request, invitation, invitation.email)
        green = "send" if invitation.is_held else "resend"
        tone = "waiting" if invitation.is_open and not invitation.has_expired(request_now()) else "open"
        return {
            **about,
            "stands": self.stands(invitation),
            "tone": "" if invitation.accepted_at else tone,
            # What the situation asks for: another address where mails come back.
            "green": "correct-address" if about["returns"] else green,
        }

    def after_verb_url(self, request: HttpRequest, verb: Verb, obj: Any) -> str:
        """Return where a verb leads: to the new invitation where one was offered instead, else back."""
        if verb.name in {"correct-address", "replace"}:
            obj = request.made  # type: ignore[attr-defined]  # what the verb gave, kept by `ActionAdmin`
        return super().after_verb_url(request, verb, obj)

    @admin.display(description=gettext_lazy("where it stands"), ordering="expires_at")
    def stands(self, invitation: Invitation) -> str:
        """Return what became of it and when: «open until 9 Dec 2026»."""
        if invitation.accepted_at:
            words, moment = _("accepted on {}"), invitation.accepted_at
        elif invitation.revoked_at:
            words, moment = _("taken back on {}"), invitation.revoked_at
        elif other := invitation.goes_with:
            return _("goes with the one for %(city)s") % {"city": other.city}
        elif invitation.expires_at is None:
            return _("not sent yet")
        elif invitation.has_expired(now()):
            words, moment = _("expired on {}"), invitation.expires_at
        else:
            words, moment = _("open until {}"), invitation.expires_at
        return format_html(words, short_day(moment))


def _mails_asker(request: AccessRequest) -> str:
    """Say whom an answer mails, for the page before it."""
    return _("This mails %(person)s (%(email)s).") % {"person": request.name, "email": request.email}


@admin.register(AccessRequest)
class AccessRequestAdmin(_WithLanguage):
    """Requests for a seat: what no lead has answered is the secretariat's after five days."""

    nothing_yet = gettext_lazy("Nobody has asked for a place in a team yet.")
    verbs = (
        Verb(
            name="accept",
            label=gettext_lazy("Accept and invite"),
            # The verb takes the answer as an argument; a button is one answer.
            do=partial(access_requests.answer_access, granted=True),
            done=gettext_lazy("Accepted. The invitation is on its way."),
            form=RoleForm,
            fill=lambda form, request: offer_first_as_lead(form, request.city),
            offered=lambda request: request.answered_at is None,
            consequence=_mails_asker,
            mails=True,
            note_in=("invitation",),
        ),
        Verb(
            name="decline",
            label=gettext_lazy("Decline"),
            do=partial(access_requests.answer_access, granted=False),
            done=gettext_lazy("Declined. The mail is on its way."),
            offered=lambda request: request.answered_at is None,
            consequence=_mails_asker,
            mails=True,
            note_in=("access_declined",),
            danger=True,
        ),
    )
    list_display = ("name", "city", "sent_at", "stands")
    list_filter = (RequestFilter, ("sent_at", DayFilter))
    list_select_related = ("city",)
    search_fields = ("name", "email", *found_by("city"))
    search_help_text = gettext_lazy("A name, a city or a part of an address")
    change_form_template = "admin/cities/accessrequest/change_form.html"
    fields = readonly_fields = (
        *("city", "name", "email", "mail_language", "message", "sent_at"),
        *("escalated_at", "answered_at", "answered_by", "granted"),
    )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """As Django's, with the mails to whoever asked and what happened."""
        asked = self.get_object(request, unquote(object_id))
        about = {} if asked is None else about_address(request, asked, asked.email) | {"green": "accept"}
        return super().change_view(request, object_id, form_url, (extra_context or {}) | about)

    @admin.display(description=gettext_lazy("where it stands"), ordering="answered_at")
    def stands(self, request: AccessRequest) -> str:
        """Return with whom it waits, or the answer and its day."""
        if request.answered_at is None:
            return _("waits for the secretariat") if request.escalated_at else _("waits for the lead contact")
        words = _("accepted on {}") if request.granted else _("declined on {}")
        return format_html(words, short_day(request.answered_at))
