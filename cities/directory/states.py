"""How far something is that a city carries out over years: a pilot project, a measure."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """How far it is; the values are stored and must not change."""

    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished")
    ENDED_EARLY = "ended-early", _("Ended early")
