"""The database of a worker: migrated once for all of them, and emptied after a test that commits."""

import hashlib
from contextlib import suppress
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import OperationalError, connection

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "test_migrated_"
LOCK = 20_261_128
# What migrating fills, and no test changes.
FILLED_BY_MIGRATING = {"django_content_type", "auth_permission"}


def migrated() -> str:
    """A database on which all migrations of this tree have run, to copy; made by whoever comes first."""
    name = PREFIX + _fingerprint()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SET lock_timeout = 0")
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        found = [database for (database,) in cursor]
        if name not in found:
            for old in found:
                with suppress(OperationalError):  # somebody copies it just now
                    cursor.execute(f'DROP DATABASE "{old}"')
            cursor.execute(f'CREATE DATABASE "{PREFIX}half"')
            _migrate(f"{PREFIX}half")
            cursor.execute(f'ALTER DATABASE "{PREFIX}half" RENAME TO "{name}"')
    return name


def _fingerprint() -> str:
    """What the schema follows from: our migrations, and the versions of the packages that bring others."""
    folders = [Path(app.path) for app in apps.get_app_configs() if "site-packages" not in app.path]
    files = sorted(file for folder in folders for file in folder.glob("migrations/*.py"))
    parts = [file.read_bytes() for file in (*files, ROOT / "requirements/dev.txt")]
    return hashlib.sha256(b"".join(parts)).hexdigest()[:12]


def _migrate(name: str) -> None:
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own


def sql_flush(operations, _style, tables, **_options):
    """Empty what a test has filled, once nobody writes to it any more.

    By DELETE: TRUNCATE makes new files for every table and index, where most hold no row. As a replica, for
    keys that point in circles, and since the history's trigger rightly refuses.
    """
    names = [operations.quote_name(table) for table in tables if table not in FILLED_BY_MIGRATING]
    return [
        "SET LOCAL session_replication_role = replica",
        f"LOCK TABLE {', '.join(names)} IN EXCLUSIVE MODE",
        "; ".join(f"DELETE FROM {name}" for name in names),
    ]
