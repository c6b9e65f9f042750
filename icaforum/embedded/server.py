"""What PostgreSQL and Valkey have in common: how a server is started, found again and stopped."""

import shutil
import signal
import subprocess
import time
from pathlib import Path

from icaforum.embedded import processes
from icaforum.embedded.errors import StartError
from icaforum.embedded.folders import Folders

# Seconds that a server may take to answer after it was started.
PATIENCE = 60.0
# A killed server's children hold its shared memory for a moment: the first tries may fail.
TRIES = 10


class Server:
    """Base: one server program over one data folder, reached through one socket.

    A subclass says what the program is called (`name` for people, `programs` for finding its processes),
    which signal asks it to stop (`polite`), and under which `url` it is reached.
    """

    name: str
    programs: tuple[str, ...]
    polite: signal.Signals
    url: str

    def __init__(self, folders: Folders, data: Path) -> None:
        self.folders = folders
        self.data = data
        self.log = data.with_suffix(".log")
        self.process: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """Make the data folder if it is missing, whole or not at all.

        Raises StartError where it cannot be made, or was made by another version.
        """
        raise NotImplementedError

    def command(self) -> list[str]:
        """Return the command line that starts the server."""
        raise NotImplementedError

    def answers(self) -> bool:
        """Return whether the server behind the socket is ready and works on our data.

        Asking for the data folder tells it from a server of somebody else behind a socket of that name.
        """
        raise NotImplementedError

    def forget(self) -> None:
        """Remove the pid file and the sockets that a killed server left; only called while none runs."""

    def pids(self) -> list[int]:
        """Return the pids of this server's running processes.

        They are found by their arguments, which name the data folder: a pid file may name a stranger.
        """
        return processes.with_argument(str(self.data), self.programs)

    def is_up(self) -> bool:
        """Return whether the server runs and answers."""
        return self.data.exists() and bool(self.pids()) and self.answers()

    def start(self) -> bool:
        """Start the server unless it runs already; return whether it had to be started.

        The caller holds the lock of the pair, so that no other command starts or stops it meanwhile. Raises
        StartError, with the end of the server's log, where it does not come up.
        """
        # The second half: a server that somebody else just started may need a moment before it answers.
        if self.is_up() or (self.data.exists() and self.pids() and self._comes_up(seconds=3)):
            return False
        # Processes without an answer are in the way of the new server. Without the data folder they have
        # nothing left to write down, and waiting for them would be for nothing.
        processes.end(self.pids(), self.polite, patience=20 if self.data.exists() else 0)
        self.prepare()
        self.log.unlink(missing_ok=True)
        for _ in range(TRIES):
            self.forget()
            self.process = self._spawn()
            if self._comes_up(seconds=PATIENCE):
                return True
            self.stop()
            time.sleep(0.5)
        raise StartError(f"{self.name} does not start. The end of {self.log}:\n{tail(self.log)}")

    def stop(self) -> None:
        """Stop all processes of the server, whoever started them."""
        processes.end(self.pids(), self.polite, patience=20)
        if self.process:
            self.process.wait()  # our own child would stay a zombie, which no signal ends

    def remove(self) -> None:
        """Stop the server and delete its data."""
        self.stop()
        shutil.rmtree(self.data, ignore_errors=True)

    def _spawn(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            # Its own session: Ctrl-C in the terminal is for the command, which then stops the servers itself.
            return subprocess.Popen(
                self.command(), stdout=log, stderr=log, start_new_session=True, **self.folders.popen
            )

    def _comes_up(self, *, seconds: float) -> bool:
        """Wait until the server answers; False when the time is over or its process has ended."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not (self.process and self.process.poll() is not None):
            if self.is_up():
                return True
            time.sleep(0.03)
        return False


def tail(log: Path, lines: int = 12) -> str:
    """Return the last lines of a log file, for the message of a StartError."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return "(no log)"
