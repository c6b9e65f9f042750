"""The Django app of pilot projects and pairings."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PilotsConfig(AppConfig):
    """Register the app; models stand in the stories and are collected by `pilots/models.py`."""

    name = "pilots"
    verbose_name = _("Pilots")
