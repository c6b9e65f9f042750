"""The two servers of a checkout, shared by every command that needs them.

Three files say who uses them: `lock` is held while somebody starts or stops them, `users` by each command
for as long as it runs, and `kept` exists while `up` wants them to stay.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from icaforum.embedded.errors import StartError
from icaforum.embedded.folders import folders_for
from icaforum.embedded.postgres import Postgres
from icaforum.embedded.server import Server
from icaforum.embedded.valkey import Valkey


class Pair:
    """PostgreSQL and Valkey; one whose address is in the environment already is left to whoever runs it.

    `throwaway` servers are those of the tests: fast, and with data that need not survive a crash.
    """

    def __init__(self, *, throwaway: bool = False) -> None:
        self.folders = folders_for("test" if throwaway else "demo")
        self.throwaway = throwaway
        self.servers: dict[str, Server] = {}
        if not os.environ.get("DATABASE_URL"):
            self.servers["DATABASE_URL"] = Postgres(self.folders, throwaway=throwaway)
        if not os.environ.get("REDIS_URL"):
            self.servers["REDIS_URL"] = Valkey(self.folders)

    @property
    def environment(self) -> dict[str, str]:
        """The addresses of the servers, by the environment variable that the settings read."""
        return {variable: server.url for variable, server in self.servers.items()}

    @property
    def kept(self) -> Path:
        """The file that exists while `up` asked for servers that outlive the commands that use them."""
        return self.folders.state / "kept"

    @contextmanager
    def in_use(self) -> Iterator[dict[str, str]]:
        """Keep the servers up for as long as this command lasts, and give their environment.

        The last command to end stops them. A command counts by holding a shared lock, which the kernel takes
        back however the command ends. Raises StartError where a server does not start.
        """
        with self._file("users") as users:
            with self._alone():
                # Before the start, and under the lock: a command that ends now must see us as a user.
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
        """Start the servers and leave them running; raises StartError where one does not start."""
        with self._alone():
            self._start()
            self.kept.touch()

    def down(self) -> bool:
        """Stop the servers, or leave that to a command that still uses them; return whether they stopped."""
        with self._alone():
            self.kept.unlink(missing_ok=True)
            return self._stop_unless_used()

    def remove(self) -> None:
        """Stop the servers and delete their data; raises StartError while another command uses them."""
        if not self.down():
            raise StartError("The servers are in use by another command of this checkout: end it first.")
        self.folders.remove()

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
            # An exclusive lock is given only when no command holds a shared one.
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            for server in reversed(self.servers.values()):
                server.stop()
            return True

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let one command at a time start or stop servers; others wait here."""
        with self._file("lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _file(self, name: str) -> IO[bytes]:
        # Opened to append, which makes the file where it is missing and never empties it.
        return (self.folders.state / name).open("ab")
