"""Pilot projects, and the pairings of cities that learn from them."""

from pilots.models.pairing import Consent, Exchange, Milestone, Pairing
from pilots.models.project import (
    PilotProject,
    PilotProjectCircleGrant,
    PilotProjectPersonGrant,
    ProjectText,
)

__all__ = [
    "Consent",
    "Exchange",
    "Milestone",
    "Pairing",
    "PilotProject",
    "PilotProjectCircleGrant",
    "PilotProjectPersonGrant",
    "ProjectText",
]
