"""`make demo`: the whole portal on one machine, from an empty folder to an address, until Ctrl-C."""

import fcntl
import hashlib
import http.client
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from icaforum.embedded.children import Child, end_leftovers, family
from icaforum.embedded.errors import StartError
from icaforum.embedded.folders import CHECKOUT, state_folder
from icaforum.embedded.pair import Pair
from icaforum.embedded.port import listening
from icaforum.embedded.server import tail
from icaforum.embedded.terminal import line

STEPS = {
    "Database schema": ("migrate", "--noinput"),
    "Static files": ("collectstatic", "--noinput", "--verbosity", "0"),
    "Reference data": ("load_reference",),
    "Sample data": ("demo",),
}


def run(pair: Pair) -> int:
    """Prepare what is missing, serve until told to stop, then stop everything in order.

    Returns the exit code. Raises StartError where a step fails or one of the processes ends by itself.
    """
    state = state_folder()
    with ExitStack() as stack:
        # The order matters, since the stack undoes it backwards: our processes stop before the servers that
        # they use, and the file that says «a demo runs» is let go of last.
        note = stack.enter_context(_only_demo(state))
        end_leftovers(state)
        listener = stack.enter_context(listening())
        port = listener.getsockname()[1]
        address = f"http://localhost:{port}"
        note.write(address)
        note.flush()
        print(f"The ICA Forum portal will be at {address}", flush=True)
        with line("PostgreSQL and Valkey"):
            servers = stack.enter_context(pair.in_use())
        environment = os.environ | servers | _settings(state, address)
        _prepare(environment, state / "prepare.log")
        processes = family(state, listener=listener.fileno())
        stack.callback(_stop, processes)
        with line("Web, worker and beat"):
            for process in processes:
                process.start(environment)
            listener.close()  # ours; the web server has inherited its own, and alone decides when to stop
            _wait_for_answer(port, processes)
        accounts = _manage(("demo", "--accounts"), environment)
        print(f"\nReady: {address}\n{accounts}\nMail: {address}/demo/inbox/\nStop with Ctrl-C.", flush=True)
        return _watch(processes, pair)


def reset(pair: Pair) -> None:
    """Delete the demo's data, so that the next one starts over; raises StartError while a demo runs."""
    state = state_folder()
    with _only_demo(state):
        end_leftovers(state)
        pair.remove()
        for folder in ("mail", "files", "static"):
            shutil.rmtree(state / folder, ignore_errors=True)
        (state / "collected").unlink(missing_ok=True)
    print("The demo's data is gone; `make demo` starts over.")
    if os.environ.get("DATABASE_URL"):
        print("The database behind DATABASE_URL is yours and was left as it is.")


@contextmanager
def _only_demo(state: Path) -> Iterator[IO[str]]:
    """Hold the lock of the one demo of this checkout, and give the locked file, to write its address into.

    Raises StartError, with the address of the other demo, while one runs.
    """
    with (state / "running").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)  # a file that is opened to append is read from its end
            raise StartError(
                f"The demo of this checkout runs already: {file.read() or 'it is starting'}."
            ) from None
        file.truncate(0)
        yield file
        file.truncate(0)


def _settings(state: Path, address: str) -> dict[str, str]:
    return {
        "DEMO": "1",
        "BASE_URL": address,
        "STATE_DIR": str(state),
        "SECRET_KEY": _secret_key(state),
        "CONTACT_NAME": "Ana Ruiz",
    }


def _secret_key(state: Path) -> str:
    """Return the secret key of this checkout, made at the first start.

    Kept, because a new one would sign everybody out at each start and break the links in mails.
    """
    path = state / "secret_key"
    if not path.exists():
        half = path.with_suffix(".new")  # renamed when it is whole, so that a kill leaves no empty key
        half.touch(mode=0o600)
        half.write_text(secrets.token_urlsafe(50))
        half.rename(path)
    return path.read_text()


def _prepare(environment: dict[str, str], log: Path) -> None:
    """Run the steps, each of which may be run again; raises StartError for the first that fails."""
    log.unlink(missing_ok=True)
    collected = log.with_name("collected")
    static = _fingerprint_of_static_files()
    for title, arguments in STEPS.items():
        if arguments[0] == "collectstatic" and collected.exists() and collected.read_text() == static:
            continue
        with line(title):
            output = _manage(arguments, environment)
            with log.open("a") as file:
                file.write(output)
    # Only now: after a step that failed everything is tried again.
    collected.write_text(static)


def _fingerprint_of_static_files() -> str:
    """Return a hash that changes with the static files, ours and those of packages.

    Collecting takes longer than all other steps, and is left out while this is the same.
    """
    # Those of packages change with their versions, which requirements/prod.txt pins.
    stats = {str(file): file.stat() for file in sorted((CHECKOUT / "static").rglob("*"))}
    facts = [(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats.items()]
    return hashlib.sha256(
        repr((facts, (CHECKOUT / "requirements/prod.txt").read_text())).encode()
    ).hexdigest()


def _manage(arguments: tuple[str, ...], environment: dict[str, str]) -> str:
    """Run a management command and return its output; raises StartError, with its last lines, if it fails."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=CHECKOUT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        last = "\n".join(done.stdout.splitlines()[-12:])
        raise StartError(f"`manage.py {' '.join(arguments)}` failed:\n{last}")
    return done.stdout


def _wait_for_answer(port: int, processes: list[Child]) -> None:
    """Return when the portal is ready; raises StartError after two minutes or when a process ends."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if report := _ended(processes):
            raise StartError(report)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        except (OSError, http.client.HTTPException):
            pass  # it is still starting
        finally:
            connection.close()
        time.sleep(0.2)
    raise StartError(
        f"The web server does not answer. The end of {processes[0].log}:\n{tail(processes[0].log)}"
    )


def _watch(processes: list[Child], pair: Pair) -> int:
    """Wait for Ctrl-C and return 0; raises StartError when a process or a server ends by itself."""
    try:
        while True:
            if report := _ended(processes):
                raise StartError(report)
            for server in pair.servers.values():
                if not server.pids():
                    raise StartError(f"{server.name} stopped. The end of {server.log}:\n{tail(server.log)}")
            time.sleep(1)
    except KeyboardInterrupt:
        return 0


def _ended(processes: list[Child]) -> str | None:
    """Return what to say of the first process that has ended; None while all run."""
    for process in processes:
        if how := process.ended():
            return f"{process.name} {how}. The end of {process.log}:\n{tail(process.log)}"
    return None


def _stop(processes: list[Child]) -> None:
    """Stop the processes and wait for all of them."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave half of it running
    print("\nStopping …", flush=True)
    for process in processes:
        process.ask_to_stop()  # all at once: each finishes what it has in hand
    for process in processes:
        process.wait()
