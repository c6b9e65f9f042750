"""The inbound door as an app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InboundConfig(AppConfig):
    """The one door for mails that come in."""

    name = "icaforum.inbound"
    label = "inbound"
    verbose_name = _("Mail that comes in")
