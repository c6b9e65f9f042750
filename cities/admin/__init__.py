"""The members' part in the admin, one noun a file."""

from cities.admin.application import ApplicationAdmin
from cities.admin.city import CityAdmin, MembershipAdmin, ThemeAdmin
from cities.admin.people import AccessRequestAdmin, InvitationAdmin, OfficerAdmin, UserAdmin

__all__ = [
    "AccessRequestAdmin",
    "ApplicationAdmin",
    "CityAdmin",
    "InvitationAdmin",
    "MembershipAdmin",
    "OfficerAdmin",
    "ThemeAdmin",
    "UserAdmin",
]
