"""The two servers of a checkout, shared by every command that needs them."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from icaforum.embedded.errors import StartError
from icaforum.embedded.places import place
from icaforum.embedded.postgres import Postgres
from icaforum.embedded.server import Server
from icaforum.embedded.valkey import Valkey


class Pair:
    """PostgreSQL and Valkey; one whose address is in the environment already is left to whoever runs it."""

    def __init__(self, *, throwaway: bool = False) -> None:
        self.place = place("test" if throwaway else "demo")
        self.throwaway = throwaway
        self.servers: dict[str, Server] = {}
        if not os.environ.get("DATABASE_URL"):
            self.servers["DATABASE_URL"] = Postgres(self.place, throwaway=throwaway)
        if not os.environ.get("REDIS_URL"):
            self.servers["REDIS_URL"] = Valkey(self.place)

    @property
    def environment(self) -> dict[str, str]:
        return {variable: server.url for variable, server in self.servers.items()}

    @property
    def kept(self) -> Path:
        """Present while `up` asked for servers that outlive the commands that use them."""
        return self.place.state / "kept"

    @contextmanager
    def in_use(self) -> Iterator[dict[str, str]]:
        """The servers, up for as long as this command lasts; the last one out stops them.

        A command counts by holding a shared lock, which the kernel takes back however the command ends.
        """
        with self._file("users") as users:
            with self._alone():
                fcntl.flock(users, fcntl.LOCK_SH)
                self._start()
            try:
                yield self.environment
            finally:
                with self._alone():
                    fcntl.flock(users, fcntl.LOCK_UN)
                    if not self.kept.exists():
                        self._stop_unless_used()

    def up(self) -> None:
        """Start the servers and leave them running."""
        with self._alone():
            self._start()
            self.kept.touch()

    def down(self) -> bool:
        """Stop the servers, or leave that to a command that still uses them; say whether they stopped."""
        with self._alone():
            self.kept.unlink(missing_ok=True)
            return self._stop_unless_used()

    def remove(self) -> None:
        """Forget all data."""
        if not self.down():
            raise StartError("The servers are in use by another command of this checkout: end it first.")
        self.place.remove()

    def _start(self) -> None:
        for server in self.servers.values():
            try:
                server.start()
            except StartError:
                if not self.throwaway:
                    raise
                server.remove()  # a test's data did not survive the machine; nothing is lost
                server.start()

    def _stop_unless_used(self) -> bool:
        with self._file("users") as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            for server in reversed(self.servers.values()):
                server.stop()
            return True

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One command at a time starts or stops."""
        with self._file("lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _file(self, name: str) -> IO[bytes]:
        return (self.place.state / name).open("ab")
