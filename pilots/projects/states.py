"""The states of a pairing, which a project's page counts by as well."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PairingState(models.TextChoices):
    """Where a pairing stands. Only a yes of both cities makes it active."""

    PROPOSED = "proposed", _("Proposed")
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    COMPLETED = "completed", _("Completed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


RUNNING = (PairingState.ACTIVE, PairingState.PAUSED)
"""The two cities work with each other."""

LIVE = (PairingState.PROPOSED, *RUNNING)
"""It takes up room at its pilot project."""
