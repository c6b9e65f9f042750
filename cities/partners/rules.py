"""Who may read what partners offer. Pure: no rows, no clock."""

from cities.directory.viewer import Viewer
from cities.partners.models import Expertise


def may_read(viewer: Viewer) -> bool:
    """Return whether somebody reads what partners can help with: members, and staff of expertise."""
    return viewer.is_member or viewer.manages(Expertise)
