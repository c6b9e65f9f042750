"""What a backup holds, written down beside it, and how that is checked."""

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from icaforum.backups.programs import BackupError

DUMP, MANIFEST, SETTINGS, FILES = "database.dump", "manifest.json", "settings.env", "files"
PRIVATE = 0o600
READ = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """A backup in numbers: rows by table, the hash of the dump, and of each file by its name in the library.

    `secret` tells whether a portal has the same SECRET_KEY, without telling it.
    """

    made_at: str
    rows: dict[str, int]
    dump: str
    files: dict[str, str]
    secret: str

    @property
    def moment(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.made_at)

    def write(self, folder: Path) -> None:
        """Write it down in the folder of its backup."""
        write_private(folder / MANIFEST, json.dumps(asdict(self), indent=1))

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Return that of a folder; raises BackupError where there is none."""
        try:
            return cls(**json.loads((folder / MANIFEST).read_text()))
        except (OSError, ValueError, TypeError) as error:
            raise BackupError(f"{folder} is no backup: {MANIFEST} is missing or cannot be read.") from error

    def check(self, folder: Path) -> None:
        """Raise BackupError where the dump, or a file in the pool beside its folder, is not the one named."""
        named = {folder / DUMP: self.dump} | {pooled(folder.parent, it): it for it in self.files.values()}
        if damaged := [path for path, digest in named.items() if not _is(path, digest)]:
            raise BackupError(f"{len(damaged)} of {len(named)} files are damaged or missing: {damaged[0]}")


def pooled(root: Path, digest: str) -> Path:
    """Return where the file of a hash lies in the pool."""
    return root / FILES / digest[:2] / digest


def _is(path: Path, digest: str) -> bool:
    try:
        return hash_of(path) == digest
    except OSError:
        return False


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read."""
    path.touch(mode=PRIVATE)
    path.chmod(PRIVATE)
    path.write_text(text)


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file; raises OSError."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(READ):
            found.update(part)
    return found.hexdigest()


def marks_of_secrets() -> list[str]:
    """Return what tells the SECRET_KEY of this portal, and then those before it, from others."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [hmac.new(key.encode(), b"icaforum.backups", hashlib.sha256).hexdigest()[:16] for key in keys]


def counted_rows(database: BaseDatabaseWrapper) -> dict[str, int]:
    """Return how many rows each table of a database has."""
    with database.cursor() as cursor:
        counts = {}
        for name in sorted(database.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {database.ops.quote_name(name)}")  # noqa: S608
            counts[name] = cursor.fetchone()[0]
    return counts
