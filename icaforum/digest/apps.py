"""The weekly mail as an app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DigestConfig(AppConfig):
    """What is new for somebody: one mail a week, and what people follow."""

    name = "icaforum.digest"
    label = "digest"
    verbose_name = _("Weekly mail")
