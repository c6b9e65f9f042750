"""What PostgreSQL and Valkey have in common: started once, found again, ended whole."""

import shutil
import signal
import subprocess
import time
from pathlib import Path

from icaforum.embedded import processes
from icaforum.embedded.errors import StartError
from icaforum.embedded.places import Place

PATIENCE = 60.0
# A killed server's children hold its shared memory for a moment: the first tries may fail.
TRIES = 10


class Server:
    """One server program over one data folder, reached through one socket."""

    name: str
    programs: tuple[str, ...]
    polite: signal.Signals

    def __init__(self, place: Place, data: Path) -> None:
        self.place = place
        self.data = data
        self.log = data.with_suffix(".log")
        self.process: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """Make the data folder, whole or not at all."""
        raise NotImplementedError

    def command(self) -> list[str]:
        """What starts the server."""
        raise NotImplementedError

    def answers(self) -> bool:
        """Whether the server behind the socket is ready and works on our data."""
        raise NotImplementedError

    def forget(self) -> None:
        """Remove the claims of a server that is no more."""

    def pids(self) -> list[int]:
        """This server's running processes, found by their arguments: its pid file may name a stranger."""
        return processes.with_argument(str(self.data), self.programs)

    def is_up(self) -> bool:
        return self.data.exists() and bool(self.pids()) and self.answers()

    def start(self) -> bool:
        """Start the server unless it runs already; say whether it had to be started."""
        if self.is_up() or (self.data.exists() and self.pids() and self._comes_up(seconds=3)):
            return False
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
        processes.end(self.pids(), self.polite, patience=20)
        if self.process:
            self.process.wait()

    def remove(self) -> None:
        """Forget everything that the server holds."""
        self.stop()
        shutil.rmtree(self.data, ignore_errors=True)

    def _spawn(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            # Its own session: Ctrl-C in the terminal is for the command, which then stops the servers itself.
            return subprocess.Popen(
                self.command(), stdout=log, stderr=log, start_new_session=True, **self.place.popen
            )

    def _comes_up(self, *, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while time.monotonic() < until and not (self.process and self.process.poll() is not None):
            if self.is_up():
                return True
            time.sleep(0.03)
        return False


def tail(log: Path, lines: int = 12) -> str:
    """The last lines of a log file."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return "(no log)"
