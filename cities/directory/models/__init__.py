"""The directory: cities and partners, their memberships, themes and circles."""

from cities.directory.models.city import Circle, City, CityQuerySet, Region, namesake
from cities.directory.models.membership import Membership, MembershipQuerySet
from cities.directory.models.need import ExpertiseNeed
from cities.directory.models.theme import Theme, of_theme

__all__ = [
    "Circle",
    "City",
    "CityQuerySet",
    "ExpertiseNeed",
    "Membership",
    "MembershipQuerySet",
    "Region",
    "Theme",
    "namesake",
    "of_theme",
]
