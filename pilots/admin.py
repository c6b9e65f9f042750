"""Pilot projects and pairings in the admin: Django looks here, each story keeps its own pages."""

# Importing the classes registers them; Django imports this module of each app by itself.
from pilots.comments.admin import CommentAdmin
from pilots.interest.admin import InterestAdmin, PeerCallAdmin
from pilots.pairings.admin import PairingAdmin
from pilots.projects.admin import PilotProjectAdmin, ProjectOrganisationAdmin
from pilots.pulse.admin import PulseAdmin, SilenceAdmin
from pilots.revisions.admin import RevisionAdmin

__all__ = [
    "CommentAdmin",
    "InterestAdmin",
    "PairingAdmin",
    "PeerCallAdmin",
    "PilotProjectAdmin",
    "ProjectOrganisationAdmin",
    "PulseAdmin",
    "RevisionAdmin",
    "SilenceAdmin",
]
