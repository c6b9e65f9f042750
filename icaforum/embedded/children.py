"""The processes of a running demo: the web server, the worker and the clock."""

import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from icaforum.embedded import processes
from icaforum.embedded.places import CHECKOUT, tag


@dataclass
class Child:
    """One process and its log. Its mark is an argument that no other process has: later demos find it so."""

    name: str
    mark: str
    arguments: list[str]
    log: Path
    pass_fds: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self, environment: dict[str, str]) -> None:
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
        """How the process ended; None while it runs."""
        code = self.process.poll() if self.process else None
        if code is None:
            return None
        return f"was killed ({signal.Signals(-code).name})" if code < 0 else f"ended with exit code {code}"

    def ask_to_stop(self) -> None:
        if self.process:
            self.process.terminate()

    def wait(self) -> None:
        """Until the process has stopped; what it left behind, if it was killed itself, is ended too."""
        if self.process:
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        processes.end(processes.with_argument(self.mark), signal.SIGTERM, patience=5)


def family(state: Path, *, listener: int) -> list[Child]:
    web, worker, beat = _marks(state)
    serve = ["--bind", f"fd://{listener}", "--worker-class", "gthread", "--workers", "2", "--threads", "4"]
    web_arguments = ["gunicorn", "icaforum.wsgi", "--name", web, "--no-control-socket", *serve]
    celery = ["celery", "--app", "icaforum.celery"]
    work = ["worker", "--loglevel", "INFO", "--concurrency", "2", "--hostname", worker]
    tick = ["beat", "--loglevel", "INFO", "--schedule", beat]
    return [
        Child("web", web, web_arguments, state / "web.log", (listener,)),
        Child("worker", worker, [*celery, *work], state / "worker.log"),
        Child("beat", beat, [*celery, *tick], state / "beat.log"),
    ]


def end_leftovers(state: Path) -> None:
    """What an earlier demo of this checkout left running when it was killed."""
    pids = [pid for mark in _marks(state) for pid in processes.with_argument(mark)]
    processes.end(pids, signal.SIGTERM, patience=10)
    for file in state.glob("schedule*"):
        file.unlink()  # a killed clock leaves its file broken; the planners catch up from the rows


def _marks(state: Path) -> tuple[str, str, str]:
    return f"{tag()}-web", f"worker@{tag()}", str(state / "schedule")
