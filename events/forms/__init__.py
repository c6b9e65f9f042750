"""What people choose on the pages of events, and what the secretariat enters."""

from events.forms.browsing import PAST, UPCOMING, FilterForm, PlaceForm
from events.forms.planning import EventForm, MoveForm, WhyForm

__all__ = ["PAST", "UPCOMING", "EventForm", "FilterForm", "MoveForm", "PlaceForm", "WhyForm"]
