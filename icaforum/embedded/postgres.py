"""A PostgreSQL server of this checkout."""

import os
import shutil
import signal
import subprocess
import tempfile
from functools import cached_property
from pathlib import Path

from icaforum.embedded import binaries
from icaforum.embedded.errors import StartError
from icaforum.embedded.places import Place
from icaforum.embedded.server import Server

# Nothing that a test writes has to survive the machine.
UNSAFE_AND_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Postgres(Server):
    """PostgreSQL with the role and the database `portal`."""

    name = "PostgreSQL"
    programs = ("postgres",)
    polite = signal.SIGINT  # PostgreSQL's «fast»: roll back what is open, then end in order

    def __init__(self, place: Place, *, throwaway: bool) -> None:
        super().__init__(place, place.state / "pg")
        self.settings = ["listen_addresses=", "max_connections=200", *(UNSAFE_AND_FAST if throwaway else ())]
        self.url = f"postgres://portal@/portal?host={place.sockets}"

    @cached_property
    def bin(self) -> Path:
        return binaries.postgres(self.place)

    def prepare(self) -> None:
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
        half = self.place.give(Path(tempfile.mkdtemp(prefix="pg.new-", dir=self.data.parent)))
        locale = ["--locale-provider=builtin"] if ours and ours >= 17 else []
        command = [self.bin / "initdb", "-D", half, "-U", "portal", "-A", "trust", "-E", "UTF8", "--no-sync"]
        self._run([*command, "--locale=C.UTF-8", *locale])
        half.rename(self.data)

    def command(self) -> list[str]:
        options = [part for setting in self.settings for part in ("-c", setting)]
        return [str(self.bin / "postgres"), "-D", str(self.data), "-k", str(self.place.sockets), *options]

    def answers(self) -> bool:
        return self.ask("SHOW data_directory") == str(self.data)

    def start(self) -> bool:
        started = super().start()
        if self.ask("SELECT 1 FROM pg_database WHERE datname = 'portal'") != "1":
            self.ask("CREATE DATABASE portal")
        return started

    def forget(self) -> None:
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for leftover in self.place.sockets.glob(".s.PGSQL.*"):
            leftover.unlink(missing_ok=True)

    def ask(self, statement: str) -> str:
        """The answer to one statement; empty where there is none."""
        command = [self.bin / "psql", "-XqAt", "-h", self.place.sockets, "-U", "portal", "-d", "postgres"]
        try:
            return self._run([*command, "-c", statement], check=False)
        except subprocess.TimeoutExpired:
            return ""

    def _run(self, command: list[str | Path], *, check: bool = True) -> str:
        clean = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=60, check=False, env=clean, **self.place.popen
        )
        if check and done.returncode:
            raise StartError(f"{Path(command[0]).name} failed: {(done.stderr or done.stdout).strip()}")
        return done.stdout.strip()
