"""A Valkey server of this checkout."""

import os
import signal
import socket

from icaforum.embedded import binaries
from icaforum.embedded.places import Place
from icaforum.embedded.server import Server


class Valkey(Server):
    """Valkey, or where the machine has only that, Redis: the broker and the cache."""

    name = "Valkey"
    programs = binaries.VALKEY_PROGRAMS
    polite = signal.SIGTERM

    def __init__(self, place: Place) -> None:
        super().__init__(place, place.state / "valkey")
        self.socket = place.sockets / "valkey.sock"
        self.url = f"redis+socket://{self.socket}"

    def prepare(self) -> None:
        self.place.give(self.data)

    def command(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "set-proc-title": "no",  # its arguments are how a later command knows it
            "databases": "64",  # the tests give each of their workers some of its own
            "appendonly": "yes",
            "save": "",
            "maxmemory-policy": "noeviction",
        }
        return [
            str(binaries.valkey(self.place)),
            *(part for key, value in options.items() for part in (f"--{key}", value)),
        ]

    def answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            try:
                connection.connect(str(self.socket))
                connection.sendall(b"CONFIG GET dir\r\n")
                answer = connection.recv(4096)
            except OSError:
                return False
        return os.fsencode(self.data) in answer.split(b"\r\n")
