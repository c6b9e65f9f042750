"""The wiring as an app: it carries the management commands and makes the Celery app the current one.

The import has this effect on purpose: a web process that queues a task must know the broker.
"""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig

from icaforum.celery import app as celery_app

__all__ = ["ForumAdminConfig", "ForumConfig", "celery_app"]


class ForumConfig(AppConfig):
    """The wiring; it has no models."""

    name = "icaforum"
    label = "icaforum"


class ForumAdminConfig(AdminConfig):
    """Django's admin with our front page."""

    default_site = "icaforum.pages.admin_site.ForumAdminSite"
