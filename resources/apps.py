"""The library, to Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResourcesConfig(AppConfig):
    """The app; `verbose_name` is its heading in the admin."""

    name = "resources"
    verbose_name = _("Library")
