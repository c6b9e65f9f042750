"""PostgreSQL's own programs, run on the portal's database. No password stands in an argument."""

import os
import subprocess
from pathlib import Path
from typing import Any

from django.db import connection

from icaforum.embedded.binaries import program_of


class BackupError(Exception):
    """A backup or a restore did not work; the message is for whoever runs the machine."""


def run(name: str, *arguments: str | Path, database: str | None = None) -> None:
    """Run `pg_dump` or `pg_restore` on the portal's database, or on another of the same server.

    Raises BackupError where there is no program as new as the server, and with its own words where it fails.
    """
    connection.ensure_connection()
    info: Any = connection.connection.info
    program = program_of(name, at_least=info.server_version // 10_000)
    if program is None:
        raise BackupError(
            f"{name} of PostgreSQL {info.server_version // 10_000} or newer was not found: install "
            f"postgresql-client-{info.server_version // 10_000}."
        )
    address = {
        "PGHOST": info.host,
        "PGPORT": str(info.port),
        "PGUSER": info.user,
        "PGPASSWORD": info.password,
        "PGDATABASE": database or info.dbname,
    }
    done = subprocess.run(  # noqa: S603 -- our own words, and no shell
        [program, *arguments],
        env={**os.environ, **{key: value for key, value in address.items() if value}},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"{name} failed: {done.stderr.strip()[-2000:]}")
