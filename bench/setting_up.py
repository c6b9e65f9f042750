"""Django, set up for a bench, and an empty database to run it on."""

import os
from collections.abc import Callable
from typing import TypeVar

os.environ |= {
    "DJANGO_SETTINGS_MODULE": "icaforum.settings",
    "SECRET_KEY": "only-for-the-bench-" * 4,
    "BASE_URL": "http://localhost",
    "DEMO": "1",
    "LOG_LEVEL": "ERROR",
    "DEBUG": "1",
}

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test.utils import get_runner, override_settings  # noqa: E402

Result = TypeVar("Result")


def on_an_empty_database(work: Callable[[], Result]) -> Result:
    """Call `work` on a database of its own, which vanishes afterwards; return what it returned."""
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        with override_settings(ALLOWED_HOSTS=["localhost"]):
            return work()
    finally:
        runner.teardown_databases(databases)
