"""The PostgreSQL server of this checkout."""

import os
import shutil
import signal
import subprocess
import tempfile
from functools import cached_property
from pathlib import Path

from icaforum.embedded import binaries
from icaforum.embedded.errors import StartError
from icaforum.embedded.folders import Folders
from icaforum.embedded.server import Server

# Nothing that a test writes has to survive the machine.
UNSAFE_AND_FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "jit=off",
    # It counts a table while a test's rows in it are not committed, finds none, and every plan made from then
    # on takes the table for empty: a walk over all pages took minutes instead of seconds.
    "autovacuum=off",
)


class Postgres(Server):
    """PostgreSQL with the role and the database `portal`."""

    name = "PostgreSQL"
    programs = ("postgres",)
    polite = signal.SIGINT  # PostgreSQL's «fast»: roll back what is open, then end in order

    def __init__(self, folders: Folders, *, throwaway: bool) -> None:
        super().__init__(folders, folders.state / "pg")
        # No address to listen on: sockets alone, which only this account can open. Hence `trust` below.
        self.settings = ["listen_addresses=", "max_connections=200", *(UNSAFE_AND_FAST if throwaway else ())]
        self.url = f"postgres://portal@/portal?host={folders.sockets}"

    @cached_property
    def bin(self) -> Path:
        """The folder with the programs, looked for once; raises StartError where there is none."""
        return binaries.postgres(self.folders)

    def prepare(self) -> None:
        """Make the cluster if it is missing.

        Raises StartError where `initdb` fails, or where another major version made the cluster: PostgreSQL
        cannot read its files then.
        """
        for leftover in self.data.parent.glob("pg.new-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        ours = binaries.major_version(self.bin)
        if self.data.exists():
            made_by = int((self.data / "PG_VERSION").read_text())
            if made_by != ours:
                raise StartError(
                    f"The data was made by PostgreSQL {made_by}, found {ours}: run `make demo-reset`."
                )
            return
        # A name of its own: the `initdb` of a start that was killed may still be writing to its folder.
        half = self.folders.give(Path(tempfile.mkdtemp(prefix="pg.new-", dir=self.data.parent)))
        # From 17 on PostgreSQL sorts by itself; before, C.UTF-8 is the machine's, where it has one.
        locale = ["--locale-provider=builtin"] if ours and ours >= 17 else []
        command: list[str | Path]
        command = [self.bin / "initdb", "-D", half, "-U", "portal", "-A", "trust", "-E", "UTF8", "--no-sync"]
        self._run([*command, "--locale=C.UTF-8", *locale])
        half.rename(self.data)

    def command(self) -> list[str]:
        """As `Server.command`; settings are options, so the cluster's own files stay as they were made."""
        options = [part for setting in self.settings for part in ("-c", setting)]
        return [str(self.bin / "postgres"), "-D", str(self.data), "-k", str(self.folders.sockets), *options]

    def answers(self) -> bool:
        """As `Server.answers`."""
        return self.ask("SHOW data_directory") == str(self.data)

    def start(self) -> bool:
        """As `Server.start`; makes the database `portal` as well, which `initdb` does not."""
        started = super().start()
        # Asked each time, since a start that was killed may have left a cluster without it.
        if self.ask("SELECT 1 FROM pg_database WHERE datname = 'portal'") != "1":
            self.ask("CREATE DATABASE portal")
        return started

    def forget(self) -> None:
        """As `Server.forget`: PostgreSQL will not start while its pid file names a living process."""
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for leftover in self.folders.sockets.glob(".s.PGSQL.*"):
            leftover.unlink(missing_ok=True)

    def ask(self, statement: str) -> str:
        """Return the answer to one statement as text; empty where there is none.

        psql rather than psycopg: the launcher uses the standard library only.
        """
        command: list[str | Path]
        command = [self.bin / "psql", "-XqAt", "-h", self.folders.sockets, "-U", "portal", "-d", "postgres"]
        try:
            return self._run([*command, "-c", statement], check=False)
        except subprocess.TimeoutExpired:
            return ""

    def _run(self, command: list[str | Path], *, check: bool = True) -> str:
        """Run one of PostgreSQL's programs as the servers' account; return what it printed.

        Raises StartError where it fails and `check` is set.
        """
        # PGHOST, PGPASSWORD and their like are meant for the person's own servers.
        clean = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=60, check=False, env=clean, **self.folders.popen
        )
        if check and done.returncode:
            raise StartError(f"{Path(command[0]).name} failed: {(done.stderr or done.stdout).strip()}")
        return done.stdout.strip()
