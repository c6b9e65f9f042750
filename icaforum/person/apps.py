"""The page of a person as an app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PersonConfig(AppConfig):
    """The page on which the secretariat finds all about one person; it has no models."""

    name = "icaforum.person"
    label = "person"
    verbose_name = _("Person")
