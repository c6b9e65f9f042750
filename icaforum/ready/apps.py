"""The page «Ready to open?» as an app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReadyConfig(AppConfig):
    """What has to be right before the first city comes in."""

    name = "icaforum.ready"
    label = "ready"
    verbose_name = _("Ready to open?")
