"""People and their seats in the admin."""

from icaforum.person.admin.people import UserAdmin
from icaforum.person.admin.seats import OfficerAdmin

__all__ = ["OfficerAdmin", "UserAdmin"]
