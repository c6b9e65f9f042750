"""The pages of places for the secretariat."""

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cities.directory.fields import found_by
from cities.models import User
from events.places import actions
from events.places.models import Registration
from events.programme import rules
from icaforum.audit.admin import Verb
from icaforum.outbox.asking import MailingAdmin
from icaforum.words.admin_filters import DayFilter
from icaforum.words.times import request_now


def before_giving_up(registration: Registration) -> str:
    """Return what the page before the verb says."""
    if registration.is_recording:
        return _("No mail about the recording will come. Nobody is mailed now.")
    return _("This mails %(person)s. Whoever waits the longest gets the place.") % {
        "person": registration.person
    }


def may_be_given_up(registration: Registration) -> bool:
    """Return whether there is a place, a turn on the waiting list or a wish that can still be given up."""
    stands = registration.answer != Registration.Answer.GAVE_UP
    return stands and rules.may_change(registration.event, request_now())


def give_up_for(registration: Registration, *, by: User) -> Registration:
    """Give up somebody's place; a verb of the admin is called with the row, the action with the event."""
    return actions.give_up(registration.event, by=by, person=registration.person)


def may_be_given_back(registration: Registration) -> bool:
    """Return whether a place or a turn was given up at an event that has not begun."""
    gave_up = registration.answer == Registration.Answer.GAVE_UP and registration.queued_at is not None
    return gave_up and registration.event.is_published and rules.may_change(registration.event, request_now())


def before_giving_back(registration: Registration) -> str:
    """Return what the page before the verb says."""
    words = _(
        "This mails %(person)s. There is a place at once where one is free. Else %(person)s waits in the old "
        "rank, and nobody loses a place."
    )
    return words % {"person": registration.person}


def after_giving_back(registration: Registration) -> str:
    """Return what has become of it."""
    registration.refresh_from_db(fields=["answer"])
    if registration.is_going:
        return _("%(person)s has a place again.") % {"person": registration.person}
    return _("No place is free: %(person)s waits in the old rank.") % {"person": registration.person}


def give_back_to(registration: Registration, *, by: User) -> Registration:
    """Give somebody's place back; a verb of the admin is called with the row, the action with the event."""
    return actions.give_back(registration.event, by=by, person=registration.person)


def may_get_a_place(registration: Registration) -> bool:
    """Return whether somebody waits at an event that has not begun."""
    event = registration.event
    return registration.is_waiting and event.is_published and rules.may_change(event, request_now())


def before_giving_a_place(registration: Registration) -> str:
    """Return what the page before the verb says: beyond the limit, and before others who wait longer."""
    waiting = registration.event.registrations.waiting()
    before = waiting.filter(queued_at__lt=registration.queued_at).count() if registration.queued_at else 0
    room = _("This mails %(person)s. The place is beyond the limit; nobody loses one.")
    longer = ngettext(
        "%(n)d person has waited longer, and still waits.",
        "%(n)d people have waited longer, and still wait.",
        before,
    )
    words = [room % {"person": registration.person}, longer % {"n": before} if before else ""]
    return " ".join(filter(None, words))


def give_place_to(registration: Registration, *, by: User) -> Registration:
    """Give whoever waits a place beyond the limit; a verb of the admin is called with the row."""
    return actions.take_place(registration.event, by=by, person=registration.person, beyond=True)


@admin.register(Registration)
class RegistrationAdmin(MailingAdmin):
    """Who comes, waits, or wants the recording: to read, and to give a place up for somebody."""

    nothing_yet = gettext_lazy("Nobody has asked for a place yet. Publish an event first.")
    list_display = ("person", "city", "event", "answer", "answered_at")
    exported = ("address", "came", "minutes", "opened_at")
    list_filter = ("answer", "came", ("answered_at", DayFilter))
    list_select_related = ("person", "event", "city")
    search_fields = ("person__name", "person__email", "event__title", *found_by("city"))
    search_help_text = gettext_lazy("A name, an event, a city or a part of an address")
    readonly_fields = (
        *("person", "event", "city", "answer", "created_at", "answered_at", "queued_at"),
        *("opened_at", "came", "minutes", "came_said_at", "came_from"),
    )
    fields = readonly_fields
    verbs = (
        Verb(
            name="give-up",
            label=gettext_lazy("Give the place up"),
            do=give_up_for,
            done=gettext_lazy("The place is given up."),
            form=forms.Form,
            offered=may_be_given_up,
            consequence=before_giving_up,
            mails=True,
            note_in=("place_given_up",),
            danger=True,
        ),
        Verb(
            name="give-back",
            label=gettext_lazy("Give the place back"),
            do=give_back_to,
            done=after_giving_back,
            offered=may_be_given_back,
            consequence=before_giving_back,
            mails=True,
            note_in=("place_confirmed", "place_waiting"),
        ),
        Verb(
            name="give-place",
            label=gettext_lazy("Give a place now"),
            do=give_place_to,
            done=gettext_lazy("The person has a place."),
            offered=may_get_a_place,
            consequence=before_giving_a_place,
            mails=True,
            note_in=("place_confirmed",),
        ),
    )

    @admin.display(description=gettext_lazy("address"))
    def address(self, registration: Registration) -> str:
        """Return where mails to the person go."""
        return registration.person.email

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Allow the filter by one event, to which the list of events links; it stands in no `list_filter`."""
        return lookup == "event__id__exact" or super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Return False: people take places themselves, since only they know that they come."""
        return False
