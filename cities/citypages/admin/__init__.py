"""Cities and their memberships in the admin.

They stand in this story, and not in the directory's, since their verbs belong to the stories above it.
"""

from cities.citypages.admin.city import CityAdmin
from cities.citypages.admin.terms import MembershipAdmin

__all__ = ["CityAdmin", "MembershipAdmin"]
