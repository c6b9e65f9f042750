"""What a city carries out over years: how far it is, and which strand of the Equity Pledge it serves."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """How far it is; the values are stored and must not change."""

    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished")
    ENDED_EARLY = "ended-early", _("Ended early")


class Strand(models.IntegerChoices):
    """A strand of the Equity Pledge: always said with its number and its name, never by the number alone."""

    COMMUNITY = 1, _("Strand 1, community-led development")
    INCLUSIVE = 2, _("Strand 2, inclusive projects")
    BOLD = 3, _("Strand 3, bold action for all residents")
