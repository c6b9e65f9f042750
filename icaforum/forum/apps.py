"""The Forum's own settings as an app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumSettingsConfig(AppConfig):
    """What the secretariat decides for the whole Forum."""

    name = "icaforum.forum"
    label = "forum"
    verbose_name = _("Forum")
