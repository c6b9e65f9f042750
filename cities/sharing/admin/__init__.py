"""The admin of shared objects: «Who can see this», and why somebody does."""

from cities.sharing.admin.shared import SharedAdmin, before_publishing

__all__ = ["SharedAdmin", "before_publishing"]
