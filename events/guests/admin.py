"""The list of guests in the admin, and the buttons on one."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.guests import actions
from events.guests.forms import CorrectGuestForm, GuestForm
from events.guests.models import Guest
from events.programme.locks import lock_event
from icaforum.audit.admin import Verb
from icaforum.outbox.asking import VerbsOnlyAdmin
from icaforum.words.times import request_now

# Offered on the page of an event.
INVITE_GUEST = Verb(
    name="invite-guest",
    label=gettext_lazy("Invite a guest or speaker"),
    do=actions.invite_guest,
    done=gettext_lazy("Invited. The mail with the personal link is on its way."),
    form=GuestForm,
    offered=lambda event: event.is_published and not event.has_ended(request_now()),
    consequence=lambda _event: _(
        "For somebody without an account. The link opens this one event, the door 45 minutes before it "
        "begins. Guests take none of its places. Name and address are deleted 30 days after the event."
    ),
    mails=True,
    note_in=("guest_invited",),
    needs="events.change_guest",
)


def _may_be_written_to(guest: Guest) -> bool:
    return guest.answer != Guest.Answer.TAKEN_BACK and INVITE_GUEST.offered(guest.event)


def _what_taking_back_does(guest: Guest) -> str:
    if not guest.is_expected(request_now()):
        return _("Nobody is mailed.")
    return _("The link ends at once, and %(email)s is told.") % {"email": guest.email}


@admin.register(Guest)
class GuestAdmin(VerbsOnlyAdmin):
    """Guests of events; they come and change by verbs."""

    nothing_yet = gettext_lazy("No guest yet. Invite one on the page of an event.")
    list_display = ("name", "event", "part", "answer", "invited_at")
    exported = ("email",)
    list_filter = ("answer", "part")
    list_select_related = ("event",)
    search_fields = ("name", "email", "event__title")
    search_help_text = gettext_lazy("A name, an event or a part of an address")
    fields = readonly_fields = (
        *("event", "name", "email", "language", "part", "answer", "invited_by", "invited_at"),
    )
    verbs = (
        Verb(
            name="correct",
            label=gettext_lazy("Correct name or address"),
            do=actions.correct_guest,
            done=gettext_lazy("Corrected. Another address gets a link of its own."),
            form=CorrectGuestForm,
            offered=lambda guest: guest.is_coming,
            initial=lambda guest: {"name": guest.name, "email": guest.email},
            lock=lambda guest, _by: lock_event(guest.event),
            consequence=lambda _guest: _("Another address ends the link of before, and is mailed a new one."),
            mails=True,
            note_in=("guest_invited",),
        ),
        Verb(
            name="send-again",
            label=gettext_lazy("Send again"),
            do=actions.write_to_guest_again,
            done=gettext_lazy("The mail is on its way again."),
            offered=_may_be_written_to,
            consequence=lambda guest: _("This mails %(email)s.") % {"email": guest.email},
            mails=True,
            note_in=("guest_invited",),
        ),
        Verb(
            name="take-back",
            label=gettext_lazy("Take back"),
            do=actions.take_back_guest,
            done=gettext_lazy("Taken back. The link no longer works."),
            offered=lambda guest: guest.answer != Guest.Answer.TAKEN_BACK,
            consequence=_what_taking_back_does,
            mails=True,
            note_in=("guest_taken_back",),
            danger=True,
        ),
    )

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Allow the filter by one event, to which its page links."""
        return lookup == "event__id__exact" or super().lookup_allowed(lookup, value, request)
