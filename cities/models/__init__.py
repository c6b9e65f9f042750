"""The members of the Forum: cities and partners, their people, and the ways in."""

from cities.models.application import Application, Question
from cities.models.circle import Circle
from cities.models.city import City, Region
from cities.models.invitation import AccessRequest, Invitation
from cities.models.letter import Letter
from cities.models.membership import Membership
from cities.models.officer import Officer
from cities.models.theme import Theme
from cities.models.user import User

__all__ = [
    "AccessRequest",
    "Application",
    "Circle",
    "City",
    "Invitation",
    "Letter",
    "Membership",
    "Officer",
    "Question",
    "Region",
    "Theme",
    "User",
]
