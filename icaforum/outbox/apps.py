"""The outbox as an app of Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    """The app; its label stands before the names of its tables."""

    name = "icaforum.outbox"
    label = "outbox"
    verbose_name = _("Mail")
