"""The Django app of webinars and academies."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Register the app; models stand in the stories and are collected by `events/models.py`."""

    name = "events"
    verbose_name = _("Events")
