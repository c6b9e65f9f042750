"""The processes of a running demo: the web server, the worker and the clock."""

import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from icaforum.embedded import processes
from icaforum.embedded.folders import CHECKOUT, tag


@dataclass
class Child:
    """One process of the demo and its log.

    `mark` is an argument that no other process of the machine has: a later demo finds the process by it.
    `pass_fds` are the file descriptors that it inherits.
    """

    name: str
    mark: str
    arguments: list[str]
    log: Path
    pass_fds: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self, environment: dict[str, str]) -> None:
        """Start the process with exactly these environment variables and an empty log."""
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.arguments],
                cwd=CHECKOUT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=self.pass_fds,
                start_new_session=True,  # Ctrl-C is for the supervisor, which stops all in order
            )

    def ended(self) -> str | None:
        """Return how the process ended, in words; None while it runs, and before it was started."""
        code = self.process.poll() if self.process else None
        if code is None:
            return None
        return f"was killed ({signal.Signals(-code).name})" if code < 0 else f"ended with exit code {code}"

    def ask_to_stop(self) -> None:
        """Send SIGTERM, which the three programs answer by finishing what they have in hand."""
        if self.process:
            self.process.terminate()

    def wait(self) -> None:
        """Wait until the process has stopped, 10 seconds at most, then kill it.

        Processes that it started and left behind because it was killed itself are ended too.
        """
        if self.process:
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        processes.end(processes.with_argument(self.mark), signal.SIGTERM, patience=5)


def family(state: Path, *, listener: int) -> list[Child]:
    """Return the three processes of a demo, the web server first; `listener` is its socket's descriptor."""
    web, worker, beat = _marks(state)
    serve = ["--bind", f"fd://{listener}", "--worker-class", "gthread", "--workers", "2", "--threads", "4"]
    # No control socket: its default path is one for all of gunicorn's masters of an account.
    web_arguments = ["gunicorn", "icaforum.wsgi", "--name", web, "--no-control-socket", *serve]
    celery = ["celery", "--app", "icaforum.celery"]
    work = ["worker", "--loglevel", "INFO", "--concurrency", "2", "--hostname", worker]
    tick = ["beat", "--loglevel", "INFO", "--scheduler", "icaforum.beat:SteadyScheduler", "--schedule", beat]
    return [
        Child("web", web, web_arguments, state / "web.log", (listener,)),
        Child("worker", worker, [*celery, *work], state / "worker.log"),
        Child("beat", beat, [*celery, *tick], state / "beat.log"),
    ]


def end_leftovers(state: Path) -> None:
    """End what an earlier demo of this checkout left running when it was killed."""
    pids = [pid for mark in _marks(state) for pid in processes.with_argument(mark)]
    processes.end(pids, signal.SIGTERM, patience=10)
    for file in state.glob("schedule*"):
        file.unlink()  # the pulse of a clock that was killed


def _marks(state: Path) -> tuple[str, str, str]:
    """Return the marks of web server, worker and clock: a name or a path that each gets as an argument."""
    name = f"{tag()}-{state.name.lstrip('.')}"  # a checkout may run a demo and a year at once
    return f"{name}-web", f"worker@{name}", str(state / "schedule")
