"""Webinars and academies, and the places people take at them."""

from events.places.models import Registration
from events.programme.models import Event, EventCircleGrant, EventPersonGrant, Notice, Speaker

__all__ = ["Event", "EventCircleGrant", "EventPersonGrant", "Notice", "Registration", "Speaker"]
