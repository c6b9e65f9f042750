"""Pilot projects and pairings in the admin: Django looks here, each story keeps its own pages."""

from pilots.pairings.admin import PairingAdmin
from pilots.projects.admin import PilotProjectAdmin

__all__ = ["PairingAdmin", "PilotProjectAdmin"]
