"""Restore a backup, for real into an empty database, or to try it into one that is thrown away."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models.functions import Now

from icaforum.backups.ledger import apply_ledger
from icaforum.backups.manifest import DUMP, Manifest, counted_rows, marks_of_secrets, pooled
from icaforum.backups.models import Backup
from icaforum.backups.programs import BackupError, run

_OTHERS = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def restore_rows(folder: Path) -> Manifest:
    """Restore the database from a backup; return what it holds.

    Raises BackupError where the backup is damaged or of another portal, where somebody uses the database, and
    where it is not empty; then nothing was changed.
    """
    manifest = Manifest.read(folder)
    manifest.check(folder)
    if manifest.secret not in marks_of_secrets():
        raise BackupError(
            "SECRET_KEY is another one than when this backup was made, so links and second factors would be "
            "lost. Put the one of its settings.env into the environment, or into SECRET_KEY_FALLBACKS."
        )
    _refuse_a_used_database()
    _load(folder, _name())
    return _compared(manifest, counted_rows(connection))


def settle(folder: Path, manifest: Manifest) -> dict[str, int]:
    """End all sign-ins, and all that had ended after the backup; return how often, by kind.

    Before anybody can sign in: the database is in use by nobody else yet.
    """
    with transaction.atomic():
        Session.objects.all().delete()
        UserSession.objects.all().delete()
        return apply_ledger({folder.parent, settings.BACKUP_DIR}, made_at=manifest.moment)


def restore_files(folder: Path, manifest: Manifest) -> int:
    """Put the files of the library back; return how many were missing here."""
    missing = 0
    for name, digest in manifest.files.items():
        target = settings.FILES_ROOT / name
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            half = target.with_name(f"{target.name}.half")
            shutil.copyfile(pooled(folder.parent, digest), half)
            half.chmod(settings.FILE_UPLOAD_PERMISSIONS)
            half.rename(target)
            missing += 1
    return missing


def try_backup(folder: Path, *, from_elsewhere: bool) -> Manifest:
    """Restore a backup into a database of its own, compare all numbers and hashes, and note that it works.

    `from_elsewhere` tells that the folder is a copy that came back from another machine. Raises BackupError.
    """
    manifest = Manifest.read(folder)
    manifest.check(folder)
    with _thrown_away() as name:
        _load(folder, name)
        scratch = connection.copy()
        scratch.settings_dict = {**connection.settings_dict, "NAME": name}
        try:
            _compared(manifest, counted_rows(scratch))
        finally:
            scratch.close()
    facts = {
        "folder": folder.name[:80],
        "rows": sum(manifest.rows.values()),
        "files": len(manifest.files),
        "size": (folder / DUMP).stat().st_size,
    }
    made, _is_new = Backup.objects.get_or_create(made_at=manifest.moment, defaults=facts)
    away = made.tried_from_elsewhere or from_elsewhere
    Backup.objects.filter(pk=made.pk).update(tried_at=Now(), tried_from_elsewhere=away)
    return manifest


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _load(folder: Path, name: str) -> None:
    how = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    run("pg_restore", *how, f"--dbname={name}", folder / DUMP)


def _refuse_a_used_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_OTHERS)
        if cursor.fetchone()[0]:
            raise BackupError("Somebody uses the database: stop web, worker and clock first.")
        if connection.introspection.table_names(cursor):
            raise BackupError("The database is not empty. Make a new one, and name it in DATABASE_URL.")


def _compared(manifest: Manifest, rows: dict[str, int]) -> Manifest:
    if wrong := sorted(name for name in manifest.rows if rows.get(name) != manifest.rows[name]):
        raise BackupError(f"These tables have other numbers of rows than in the backup: {', '.join(wrong)}")
    return manifest


@contextmanager
def _thrown_away() -> Iterator[str]:
    """Make a database, yield its name, and drop it. Needs a role that may make databases."""
    name = f"icaforum_try_{uuid4().hex[:8]}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        yield name
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
