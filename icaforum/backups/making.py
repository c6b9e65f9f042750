"""Make a backup: the database as of one moment, the files that stand in it, the settings it ran with."""

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from icaforum.backups.manifest import (
    DUMP,
    FILES,
    PRIVATE,
    SETTINGS,
    Manifest,
    counted_rows,
    hash_of,
    marks_of_secrets,
    pooled,
    write_private,
)
from icaforum.backups.models import Backup
from icaforum.backups.programs import BackupError, run
from icaforum.privacy.keeping import BACKUPS_KEPT

KEPT = BACKUPS_KEPT.days
"""So many backups are kept, one of each night. Their files lie in one pool, each once."""


def make_backup() -> Backup:
    """Make a backup in `BACKUP_DIR`, throw the oldest away, and return its row.

    Raises BackupError where the database cannot be dumped, OSError where the disk takes nothing.
    """
    root = settings.BACKUP_DIR
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    root.chmod(0o700)
    with _alone(root):
        return _make(root)


def _make(root: Path) -> Backup:
    half = root / ".half"
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700)
    made_at, rows = _dump(half / DUMP)
    # After the dump: a file without a row does no harm, a row without its file is a broken download.
    files = dict(_into_pool(root))
    write_private(half / SETTINGS, _settings())
    manifest = Manifest(made_at, rows, hash_of(half / DUMP), files, marks_of_secrets()[0])
    manifest.write(half)
    folder = root / f"portal-{manifest.moment:%Y%m%dT%H%M%SZ}"
    half.rename(folder)  # only now, so that a broken one is never taken for a whole one
    size = (folder / DUMP).stat().st_size
    made = Backup.objects.create(
        made_at=manifest.moment, folder=folder.name, rows=sum(rows.values()), files=len(files), size=size
    )
    _throw_old_away(root)
    return made


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Keep a second backup away; raises BackupError in the second one."""
    with os.fdopen(os.open(root / ".lock", os.O_RDWR | os.O_CREAT, PRIVATE)) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError("A backup is being made just now.") from error
        yield


def backups_in(root: Path) -> list[Path]:
    """Return the folders of whole backups, the oldest first."""
    return sorted(folder for folder in root.glob("portal-*") if folder.is_dir())


def _dump(path: Path) -> tuple[str, dict[str, int]]:
    """Dump the database; return the moment, and the rows that it had just then by table."""
    path.touch(mode=PRIVATE)
    with transaction.atomic(), connection.cursor() as cursor:
        # The dump and the count see the same moment, however long they take.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot(), now()")
        snapshot, now = cursor.fetchone()
        rows = counted_rows(connection)
        what = ("--format=custom", "--no-owner", "--no-privileges")
        run("pg_dump", *what, f"--snapshot={snapshot}", f"--file={path}")
    path.chmod(PRIVATE)
    return now.isoformat(), rows


def _into_pool(root: Path) -> Iterable[tuple[str, str]]:
    """Copy what the pool has not, by its hash; yield the name and the hash of each file of the library."""
    for source in sorted(settings.FILES_ROOT.rglob("*")):
        with suppress(FileNotFoundError):  # swept away meanwhile: nothing names it
            if not source.is_file():
                continue
            digest = hash_of(source)
            target = pooled(root, digest)
            if not target.exists():
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                half = target.with_suffix(".half")
                shutil.copyfile(source, half)
                half.chmod(PRIVATE)
                half.rename(target)
            yield str(source.relative_to(settings.FILES_ROOT)), digest


def _settings() -> str:
    """Return the environment that the portal runs with, in the form of `.env`."""
    lines = (f"{name}={os.environ[name]}" for name in sorted(settings.ENVIRONMENT) if name in os.environ)
    return "\n".join([*lines, ""])


def _throw_old_away(root: Path) -> None:
    folders = backups_in(root)
    for folder in folders[:-KEPT]:
        shutil.rmtree(folder)
    named: set[str] = set()
    for folder in folders[-KEPT:]:
        with suppress(BackupError):  # somebody else's folder: it says nothing of the pool
            named |= set(Manifest.read(folder).files.values())
    for path in (root / FILES).rglob("*"):
        if path.is_file() and path.name not in named:
            path.unlink()
