"""Webinars and academies, and the places people take at them."""

# Django looks for models in this module only; the stories are named here so that it finds them.
from events.after.models import AttendanceReport, AttendanceRow, Survey, SurveyAnswer, SurveyQuestion
from events.feeds.models import CalendarFeed
from events.guests.models import Guest
from events.places.models import Registration
from events.planning.models import Circular
from events.programme.agenda import AgendaItem
from events.programme.models import Event, EventCircleGrant, EventPersonGrant, Speaker
from events.programme.notices import Notice
from events.programme.table import EventOrganisation

__all__ = [
    "AgendaItem",
    "AttendanceReport",
    "AttendanceRow",
    "CalendarFeed",
    "Circular",
    "Event",
    "EventCircleGrant",
    "EventOrganisation",
    "EventPersonGrant",
    "Guest",
    "Notice",
    "Registration",
    "Speaker",
    "Survey",
    "SurveyAnswer",
    "SurveyQuestion",
]
