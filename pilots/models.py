"""Pilot projects, and the pairings of cities that learn from them."""

# Django looks for models in this module only; its stories are named here so that it finds them.
from pilots.comments.models import Comment
from pilots.interest.models import Interest, PeerCall, Ruling, Wish
from pilots.pairings.models import Consent, Exchange, Milestone, Pairing
from pilots.projects.models import (
    PilotProject,
    PilotProjectCircleGrant,
    PilotProjectPersonGrant,
    ProjectOrganisation,
    ProjectText,
)
from pilots.pulse.models import Pulse, Silence
from pilots.revisions.models import Revision

__all__ = [
    "Comment",
    "Consent",
    "Exchange",
    "Interest",
    "Milestone",
    "Pairing",
    "PeerCall",
    "PilotProject",
    "PilotProjectCircleGrant",
    "PilotProjectPersonGrant",
    "ProjectOrganisation",
    "ProjectText",
    "Pulse",
    "Revision",
    "Ruling",
    "Silence",
    "Wish",
]
