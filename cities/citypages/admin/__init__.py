"""Cities, their memberships and the seats of their teams in the admin.

They stand in this story, and not in the directory's, since their verbs belong to the stories above it.
"""

from cities.citypages.admin.city import CityAdmin
from cities.citypages.admin.terms import MembershipAdmin, OfficerAdmin

__all__ = ["CityAdmin", "MembershipAdmin", "OfficerAdmin"]
