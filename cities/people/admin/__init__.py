"""People in the admin, and the colleagues of the secretariat apart from them."""

from cities.people.admin.colleagues import ColleagueAdmin
from cities.people.admin.people import UserAdmin

__all__ = ["ColleagueAdmin", "UserAdmin"]
