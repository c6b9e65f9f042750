"""The mails of the members' part, one function a kind, named as its templates."""

from cities.emails.access_request import (
    access_declined,
    access_known,
    access_received,
    access_request,
    access_request_staff,
)
from cities.emails.invitation import invitation, invitation_reminder
from cities.emails.membership import membership_ended
from cities.emails.team import handed_over, letter, seat_removed

__all__ = [
    "access_declined",
    "access_known",
    "access_received",
    "access_request",
    "access_request_staff",
    "handed_over",
    "invitation",
    "invitation_reminder",
    "letter",
    "membership_ended",
    "seat_removed",
]
