"""What every test stands on: its own databases, empty caches, files that vanish, perhaps a browser."""

import gc
import os
import shutil
import tempfile
from copy import copy
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

import pytest
from celery import current_app
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.management.commands import flush
from django.db import connection, transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test.utils import ContextList
from django.utils import translation

from tests.database import migrated, sql_flush
from tests.database_clock import DatabaseClock

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# Playwright's event loop runs in the thread of the test, and Django would take it for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
# Each process that a test starts would compile all our modules anew, a fifth of the time that it starts in.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Forms list all time zones, and Python forgets one that nobody holds and reads its file again.
ZONES = [ZoneInfo(name) for name in available_timezones()]


def pytest_configure(config):
    """Give each parallel worker two Valkey databases of its own, and a folder that vanishes."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw-1").removeprefix("gw")) + 1
    broker, cache_url = _valkey_addresses(django_settings.REDIS_URL, number * 2)
    os.environ["REDIS_URL"] = django_settings.REDIS_URL = django_settings.CELERY_BROKER_URL = broker
    os.environ["CACHE_URL"] = django_settings.CACHES["default"]["LOCATION"] = cache_url

    state = Path(tempfile.mkdtemp(prefix="icaforum-test-"))
    config.add_cleanup(lambda: shutil.rmtree(state, ignore_errors=True))
    os.environ["STATE_DIR"] = str(state)
    django_settings.STATE_DIR = state
    django_settings.BACKUP_DIR = state / "backups"
    django_settings.FILES_ROOT = django_settings.STORAGES["default"]["OPTIONS"]["location"] = state / "files"

    django_settings.PASSWORD_HASHERS[0] = "tests.hashers.BriefArgon2"
    # Of the outbox's tests; set for them alone, they would have all templates compiled anew for each.
    django_settings.TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "icaforum/outbox/templates")

    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr(DatabaseOperations, "sql_flush", sql_flush)
    # It would look for content types and permissions, which are left where they are.
    monkeypatch.setattr(flush, "emit_post_migrate_signal", lambda *_args, **_more: None)
    monkeypatch.setattr("django.test.client.store_rendered_templates", _keep_context)
    config.add_cleanup(monkeypatch.undo)


def pytest_collection_modifyitems(items):
    """The longest first: a worker that is done early takes over what another has left."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    browser = [item for item in items if "page" in item.fixturenames or item.get_closest_marker("browser")]
    for item in browser:
        item.add_marker(pytest.mark.browser)
        if not CHROMIUM:
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


def pytest_collection_finish(session):
    """Of what was chosen, nothing is skipped where a browser is demanded."""
    # Modules and tests stay to the end, and looking through them for garbage took a tenth of all time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    chosen = any(item.get_closest_marker("browser") for item in session.items)
    if chosen and not CHROMIUM and os.environ.get("REQUIRE_BROWSER"):
        raise pytest.UsageError("REQUIRE_BROWSER is set and no Chromium was found: install chromium.")


def _keep_context(store, *, template, context, **_of_the_signal):
    """Keep what a page was made from for the test that asked for it, as the test client does.

    It would copy the context for each template that a page includes, and a page includes hundreds.
    """
    store.setdefault("templates", []).append(template)
    if store.get("copied") is not context:
        store["copied"] = context
        store.setdefault("context", ContextList()).append(copy(context))


def _valkey_addresses(url, database):
    if url.startswith("redis+socket://"):
        socket = urlsplit(url).path
        return f"redis+socket://{socket}?virtual_host={database}", f"unix://{socket}?db={database + 1}"
    server = urlsplit(url)._replace(path="", query="").geturl()
    return f"{server}/{database}", f"{server}/{database + 1}"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker):
    """Each worker copies one database on which all migrations have run."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated()


@pytest.fixture(autouse=True)
def _empty_cache():
    """Rate limits live in the cache: no test may use up another's."""
    cache.clear()


@pytest.fixture(autouse=True)
def _english():
    """The page of somebody who reads German leaves its thread in German; a request sets its own language."""
    translation.activate("en")


@pytest.fixture
def database_clock(db):
    """The clock of the database, to be set; see `tests/database_clock.py`."""
    clock = DatabaseClock()
    yield clock
    clock.reset()


@pytest.fixture(scope="module")
def lasting_rows(django_db_setup, django_db_blocker):
    """What a fixture of a whole file writes into; each test takes back what it adds to it."""
    # A file's fixture comes before its first test: what was counted of people with the same keys must go.
    cache.clear()
    # Rows that earlier tests took back fill pages, and plans would go by them: see `embedded/postgres.py`.
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("VACUUM")
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def process_environment(transactional_db):
    """The environment in which a real process (a worker, a command) works on this test's data."""
    current_app.control.purge()  # what earlier tests asked for would be done on the rows of this one
    database = (
        urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    )
    secret = {"SECRET_KEY": django_settings.SECRET_KEY, "BASE_URL": django_settings.BASE_URL}
    return os.environ | secret | {"DATABASE_URL": database}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The machine's own Chromium; its sandbox cannot start as root."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": sandbox}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """Nothing moves, so nobody waits until it has; that motion can be switched off is itself a promise."""
    return browser_context_args | {"reduced_motion": "reduce"}
