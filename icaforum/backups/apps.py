"""Backups as an app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BackupsConfig(AppConfig):
    """What is kept in case the machine is lost."""

    name = "icaforum.backups"
    label = "backups"
    verbose_name = _("Backups")
