"""What the portal holds of people as an app: it has no rows of its own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    """What is held of a person, how it is handed out and erased, and how long anything is kept."""

    name = "icaforum.privacy"
    label = "privacy"
    verbose_name = _("What we hold")
