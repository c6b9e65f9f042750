"""What the secretariat chooses and types on the page of a person."""

from typing import Any, cast

from django import forms
from django.db.models.functions import Now
from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone_name, localtime
from django.utils.translation import gettext_lazy as _

from cities.directory.viewer import Viewer
from cities.invitations.forms import InsteadForm
from cities.leaving.losses import offers_of, places_ending_with
from cities.models import City, Officer, User
from cities.people.forms.profile import SeatField
from cities.sharing.viewers import viewer_of
from events.models import Event, Registration
from icaforum.words.times import clock_of, in_place


def start_in_words(event: Event) -> str:
    """Return the moment in the reader's zone; of an event on site by the clock there, which is named."""
    zone = event.clock_for(get_current_timezone_name())
    moment = date_format(localtime(event.starts_at, clock_of(zone)), "SHORT_DATETIME_FORMAT")
    return f"{moment} {in_place(zone)}" if event.is_on_site else moment


def event_in_words(event: Event) -> str:
    """Return when it begins, and the title."""
    return f"{start_in_words(event)}: {event.title}"


class EventField(forms.ModelChoiceField):
    """A choice of events, each with its day."""

    def label_from_instance(self, event: Event) -> str:
        """Return the day and the title."""
        return event_in_words(event)


class AddToEventForm(forms.Form):
    """The event to which somebody comes, and for which of their cities if there are several."""

    event = EventField(
        label=_("Event"),
        queryset=Event.objects.none(),
        error_messages={"required": _("Choose an event.")},
    )
    city = forms.ModelChoiceField(label=_("For which city?"), queryset=City.objects.none())
    beyond = forms.BooleanField(
        label=_("If none is free, give a place beyond the limit"),
        help_text=_("Nobody loses a place. Else it is a turn on the waiting list."),
        required=False,
    )


def events_for(person: User) -> Any:
    """Return the coming events that a person may see and does not come to or wait for, the next first."""
    taken = person.registrations.coming().values("event")
    events = Event.objects.visible_to(viewer_of(person)).published().filter(starts_at__gt=Now())
    return events.exclude(pk__in=taken).order_by("starts_at", "pk")


def fill_add_to_event(form: forms.Form, person: User) -> None:
    """Offer the events and the cities that are possible for a person; one city is not asked for."""
    cast(forms.ModelChoiceField, form.fields["event"]).queryset = events_for(person)
    cities = City.objects.filter(pk__in=person.seats.standing().values("city"))
    if cities.count() > 1:
        cast(forms.ModelChoiceField, form.fields["city"]).queryset = cities
    else:
        del form.fields["city"]


class HandoverForm(forms.Form):
    """Who takes over what somebody has who leaves a team: the lead, and each place at a coming event."""

    successor = SeatField(
        label=_("Who takes over as lead contact?"),
        queryset=Officer.objects.none(),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a colleague.")},
    )

    # Whether anybody is there who could take something over; known once it is filled.
    has_colleagues = False

    def fill(self, seat: Officer, *, viewer: Viewer | None = None) -> None:
        """Ask only what there is to say about this seat, and offer its colleagues.

        `viewer` is set for who looks at somebody else's: places at events that they may not see are left out.
        """
        colleagues = seat.colleagues().select_related("person").order_by("role", "since", "pk")
        if seat.must_name_successor:
            cast(SeatField, self.fields["successor"]).queryset = colleagues
        else:
            del self.fields["successor"]
        by_key = {str(each.pk): each for each in colleagues}
        self.has_colleagues = bool(by_key)
        if not by_key:
            return
        if offers_of(seat).exists():
            self.fields["offers"] = _of_colleagues(
                by_key, label=_("Who looks after the open invitations?"), empty=_("Nobody: they end")
            )
        # What another seat keeps is no question.
        held = Registration.objects.filter(pk__in=places_ending_with(seat), city=seat.city_id)
        if viewer is not None:
            held = held.visible_to(viewer)
        for place in held.select_related("event").order_by("event__starts_at", "pk")[:MOST_PLACES]:
            self.fields[f"place_{place.pk}"] = _of_colleagues(
                by_key,
                label=event_in_words(place.event),
                empty=_("Give it up"),
                help_text=place.get_answer_display(),
            )

    @property
    def offers_places(self) -> bool:
        """Whether there is a place that a colleague could get."""
        return any(name.startswith("place_") for name in self.fields)


class CloseForm(HandoverForm):
    """Who takes over what somebody has whose account is closed. Nothing has to be named: the seat stays."""

    def fill_for(self, person: User) -> None:
        """Ask about the one seat that somebody has; of several each is ended on its own."""
        seats = list(person.seats.open().select_related("person", "city")[:2])
        if len(seats) != 1:
            del self.fields["successor"]
            return
        self.fill(seats[0])
        if successor := self.fields.get("successor"):
            field = cast(SeatField, successor)
            field.required = False
            field.empty_label = _("Nobody for now")


def _of_colleagues(by_key: dict[str, Officer], *, empty: Any, **words: Any) -> forms.TypedChoiceField:
    """Return an optional choice of colleagues, which gives the seat.

    No choice of rows, which would ask the database once for each field.
    """
    return forms.TypedChoiceField(
        choices=[("", empty), *((key, str(seat.person)) for key, seat in by_key.items())],
        coerce=by_key.__getitem__,
        empty_value=None,
        required=False,
        **words,
    )


# A person with more places gives the others up.
MOST_PLACES = 30


def handover_of(typed: dict[str, Any]) -> dict[str, Any]:
    """Return what `leave_team` takes, of the cleaned values of a `HandoverForm`."""
    places = {
        int(name.removeprefix("place_")): seat.person
        for name, seat in typed.items()
        if name.startswith("place_") and seat
    }
    offers = typed.get("offers")
    return {
        "successor": typed.get("successor"),
        "places": places,
        "offers": offers.person if offers else None,
    }


class ReplaceForm(InsteadForm):
    """Who comes in place of somebody: a colleague of the team, or somebody new, who is invited."""

    colleague = SeatField(
        label=_("A colleague takes over"),
        queryset=Officer.objects.none(),
        required=False,
        empty_label=_("Nobody: invite somebody new"),
    )
    field_order = ("colleague", "email", "name", "language", "note")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["email"].required = False
        self.fields["email"].label = _("Or somebody new: e-mail address at work")
        # The page asks for a note to the one who leaves as well.
        self.fields["note"].label = _("Your note in the invitation")

    def fill(self, seat: Officer) -> None:
        """Offer the colleagues of a seat; without any, somebody new is all there is."""
        colleagues = seat.colleagues().select_related("person").order_by("role", "since", "pk")
        if colleagues:
            cast(SeatField, self.fields["colleague"]).queryset = colleagues
        else:
            del self.fields["colleague"]

    def clean(self) -> dict[str, Any]:
        """Return what was given; it is an error to name nobody, or both."""
        cleaned = super().clean() or self.cleaned_data
        if "email" not in self.errors and bool(cleaned.get("colleague")) == bool(cleaned.get("email")):
            self.add_error("email", _("Choose a colleague, or write the address of somebody new; not both."))
        return cleaned
