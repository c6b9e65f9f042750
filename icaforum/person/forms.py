"""What the secretariat chooses and types on the page of a person."""

from typing import Any, cast

from django import forms
from django.db.models.functions import Now
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from cities.models import City, User
from cities.sharing.viewers import viewer_of
from events.models import Event


class EventField(forms.ModelChoiceField):
    """A choice of events, each with its day."""

    def label_from_instance(self, event: Event) -> str:
        """Return the moment in the reader's zone, and the title."""
        return f"{date_format(localtime(event.starts_at), 'SHORT_DATETIME_FORMAT')}: {event.title}"


class AddToEventForm(forms.Form):
    """The event to which somebody comes, and for which of their cities if there are several."""

    event = EventField(
        label=_("Event"),
        queryset=Event.objects.none(),
        error_messages={"required": _("Choose an event.")},
    )
    city = forms.ModelChoiceField(label=_("For which city?"), queryset=City.objects.none())


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
