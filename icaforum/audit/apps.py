"""The history as an app of Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """The app; its label stands before the names of its tables."""

    name = "icaforum.audit"
    label = "audit"
    verbose_name = _("History")
