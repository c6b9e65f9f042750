"""The verbs on a person as buttons of the admin."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.leaving.losses import requests_left_by
from cities.leaving.rules import requests_passed_on
from cities.models import City, User
from cities.people.actions import accounts
from cities.people.forms.staff import AddressForm
from cities.people.rules import plan_for_closing
from cities.people.vouching import offers_in_words
from events.models import Event
from events.places.actions import take_place
from icaforum.audit.admin import Verb
from icaforum.person.actions import close_account
from icaforum.person.forms import AddToEventForm, CloseForm, fill_add_to_event, handover_of
from icaforum.person.sentences import open_places


def _before_closing(person: User) -> str:
    """Say what closing this account would end, for the page before it."""
    places = person.registrations.at_stake().count()
    seats = list(person.seats.open()[:2])
    offered = len(seats) == 1 and seats[0].colleagues().exists()
    said = plan_for_closing(places=0 if offered else places, leaderless=person.leads_alone())
    if requests := requests_left_by(person):
        said.append(requests_passed_on(requests))
    if offered and places:
        said.insert(1, open_places(places))
    if len(seats) > 1 and places:
        said.append(_("To hand something over, end the seats one by one instead."))
    if offers := offers_in_words(person):
        said.append(offers)
    return " ".join(said)


def _close(person: User, *, by: User, **typed: Any) -> User:
    """Close an account; a verb of the admin is called with what the form holds."""
    return close_account(person, by=by, **handover_of(typed))


def _add_to_event(
    person: User, *, event: Event, by: User, city: City | None = None, beyond: bool = False
) -> Any:
    """Take a place for somebody; a verb of the admin is called with the person, the action with the event."""
    return take_place(event, by=by, person=person, city=city, beyond=beyond)


CORRECT_ADDRESS = Verb(
    name="correct-address",
    label=gettext_lazy("Correct address"),
    do=accounts.correct_address,
    done=gettext_lazy("Corrected: mails go to this address from now on, and its reader signs in."),
    form=AddressForm,
    offered=lambda person: person.is_active and not person.address_to_settle,
    consequence=lambda person: (
        _(
            "Now it is %(email)s. Do this only for somebody you have spoken to: whoever reads mails to the "
            "new address signs in as %(person)s. All sessions end. Both addresses are told, the old one "
            "unless mails come back from it."
        )
        % {"email": person.email, "person": person}
    ),
    mails=True,
)
ADD_TO_EVENT = Verb(
    name="add-to-event",
    label=gettext_lazy("Add to an event"),
    do=_add_to_event,
    done=gettext_lazy("Done: the page says whether there is a place. The mail is on its way."),
    form=AddToEventForm,
    fill=fill_add_to_event,
    offered=lambda person: person.is_active and person.seats.standing().exists(),
    consequence=lambda person: (
        _(
            "This mails %(person)s. Where no place is free, it is a turn on the waiting list, or a place "
            "beyond the limit."
        )
        % {"person": person}
    ),
    mails=True,
    note_in=("place_confirmed", "place_waiting"),
    needs="events.change_registration",
)
END_SESSIONS = Verb(
    name="end-sessions",
    label=gettext_lazy("End the sessions"),
    do=accounts.end_sessions,
    done=gettext_lazy("Signed out everywhere."),
    consequence=lambda person: (
        _("%(person)s is signed out on every device, and signs in again as ever. Nobody is mailed.")
        % {"person": person}
    ),
)
SECOND_STEP = Verb(
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
)
IDENTITY = Verb(
    name="identity",
    label=gettext_lazy("Unlink the city’s sign-in"),
    do=accounts.remove_identity,
    done=gettext_lazy("Unlinked. All sessions have ended."),
    offered=lambda person: person.socialaccount_set.exists(),
    consequence=lambda person: (
        _(
            "%(person)s is signed out everywhere, and nobody is mailed. A code by mail still opens the "
            "account. The next sign-in through the city links it anew, if the city gives the same address."
        )
        % {"person": person}
    ),
    danger=True,
)
SETTLE_ADDRESS = Verb(
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
)
CLOSE = Verb(
    name="close",
    label=gettext_lazy("Close the account"),
    do=_close,
    done=gettext_lazy("Closed. All sessions have ended."),
    form=CloseForm,
    fill=lambda form, person: form.fill_for(person),
    offered=lambda person: person.is_active,
    consequence=_before_closing,
    danger=True,
)
REOPEN = Verb(
    name="reopen",
    label=gettext_lazy("Open the account again"),
    do=accounts.reactivate,
    done=gettext_lazy("Open again."),
    offered=lambda person: not (person.is_active or person.erased_at),
)
VERBS = (SETTLE_ADDRESS, CORRECT_ADDRESS, ADD_TO_EVENT, END_SESSIONS, SECOND_STEP, IDENTITY, CLOSE, REOPEN)
