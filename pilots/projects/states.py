"""The states of a pairing, and the groups of states that rules ask for.

They stand in the lower of the two stories, because a project's list counts pairings by state
and may not import pairings, which stand above projects.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PairingState(models.TextChoices):
    """State of a pairing; the values are stored and must not change.

    PROPOSED becomes ACTIVE once a lead of each city has accepted. COMPLETED, DECLINED and WITHDRAWN are
    final.
    """

    PROPOSED = "proposed", _("Proposed")
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    COMPLETED = "completed", _("Completed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# Named groups, so that no rule or query lists states by itself.
RUNNING = (PairingState.ACTIVE, PairingState.PAUSED)
"""The two cities work with each other."""

LIVE = (PairingState.PROPOSED, *RUNNING)
"""It takes up room at its pilot project."""

ENDED = (PairingState.COMPLETED, PairingState.WITHDRAWN)
"""It is over, whether it ever ran or was a proposal that was taken back; a declined one is neither."""
