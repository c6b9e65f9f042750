"""The Valkey server of this checkout."""

import os
import signal
import socket

from icaforum.embedded import binaries
from icaforum.embedded.folders import Folders
from icaforum.embedded.server import Server


class Valkey(Server):
    """Valkey, or where the machine has only that, Redis: the broker and the cache."""

    name = "Valkey"
    programs = binaries.VALKEY_PROGRAMS
    polite = signal.SIGTERM

    def __init__(self, folders: Folders) -> None:
        super().__init__(folders, folders.state / "valkey")
        self.socket = folders.sockets / "valkey.sock"
        self.url = f"redis+socket://{self.socket}"

    def prepare(self) -> None:
        """Make the data folder; Valkey fills it by itself."""
        self.folders.give(self.data)

    def command(self) -> list[str]:
        """As `Server.command`; `port` 0 means that it listens on its socket alone."""
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "set-proc-title": "no",  # its arguments are how a later command knows it
            "databases": "64",  # the tests give each of their workers some of its own
            "appendonly": "yes",  # tasks that wait survive a kill; snapshots (`save`) add nothing to that
            "save": "",
            "maxmemory-policy": "noeviction",  # it is the broker too: a queue must lose nothing
        }
        return [
            str(binaries.valkey(self.folders)),
            *(part for key, value in options.items() for part in (f"--{key}", value)),
        ]

    def answers(self) -> bool:
        """As `Server.answers`; in the wire protocol, since the launcher uses the standard library only."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            try:
                connection.connect(str(self.socket))
                connection.sendall(b"CONFIG GET dir\r\n")
                answer = connection.recv(4096)
            except OSError:
                return False
        return os.fsencode(self.data) in answer.split(b"\r\n")
