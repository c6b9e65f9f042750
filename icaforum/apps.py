"""The wiring as an app: it carries the management commands and makes the Celery app the current one.

The import has this effect on purpose: a web process that queues a task must know the broker.
"""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004 -- Django's word for it

from icaforum.celery import app as celery_app

__all__ = ["ForumAdminConfig", "ForumConfig", "celery_app"]


class ForumConfig(AppConfig):
    """The wiring; it has no models."""

    name = "icaforum"
    label = "icaforum"


class ForumAdminConfig(AdminConfig):
    """Django's admin with our front page."""

    default_site = "icaforum.pages.admin_site.ForumAdminSite"


@register(Tags.security, deploy=True)
def proxies_are_counted(**_options: Any) -> list[CheckMessage]:
    """Warn where a proxy stands in front and nobody said how many: all visitors then count as one."""
    if not settings.SECURE_PROXY_SSL_HEADER or settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return []
    said = "BEHIND_PROXY is on and TRUSTED_PROXIES is 0: rate limits take all visitors for one, the proxy."
    return [Warning(said, hint="Set TRUSTED_PROXIES to the number of proxies in front.", id="icaforum.W001")]
