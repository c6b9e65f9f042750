"""Webinars and academies, and the places people take at them."""

from events.models.event import Event, EventCircleGrant, EventPersonGrant, Speaker
from events.models.notice import Notice
from events.models.registration import Registration

__all__ = ["Event", "EventCircleGrant", "EventPersonGrant", "Notice", "Registration", "Speaker"]
