"""The whole portal as its own processes, on a clock that moves: servers, web, worker, beat, and mail."""

import fcntl
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from typing import Self

import psycopg
import redis
import requests

from icaforum.embedded.children import Child, family
from icaforum.embedded.folders import CHECKOUT, folders_for, state_folder
from icaforum.embedded.postgres import Postgres
from icaforum.embedded.server import Server
from icaforum.embedded.valkey import Valkey
from tests.icaforum.outbox.mailserver import MailServer
from tests.year.clock import Clock

# So long, in seconds, the portal may take to do all that has come due.
PATIENCE = 120
INBOUND = "answers@forum.example"
AUTHSERV = "mx.forum.example"


class Portal:
    """The portal that the year drives; a context manager that stops and removes all that it starts."""

    def __init__(self, *, begins: datetime) -> None:
        self.begins = begins
        self.mail = MailServer()
        self.servers: list[Server] = []
        self.secret = f"provider:{secrets.token_hex(16)}"
        self.environment: dict[str, str] = {}
        self.processes: dict[str, Child] = {}
        self.address = ""
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            # In the checkout, which outlives the folders below.
            alone = stack.enter_context((state_folder() / "year.lock").open("ab"))
            try:
                fcntl.flock(alone, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise SystemExit("A year of this checkout runs already.") from None
            self.folders = folders_for("year")
            stack.callback(self.folders.remove)
            self.clock = Clock(self.folders.sockets / "clock", begins=self.begins)
            self.state = self.folders.state / "portal"
            self.servers = [Postgres(self.folders, throwaway=True), Valkey(self.folders)]
            shutil.rmtree(self.state, ignore_errors=True)
            self.state.mkdir()
            self.state.chmod(0o700)
            self.mail.start()
            stack.callback(self.mail.stop)
            os.environ.update(self.clock.environment)
            try:
                for server in self.servers:
                    server.remove()
                    stack.callback(server.stop)
                    server.start()
            finally:
                for name in self.clock.environment:
                    del os.environ[name]
            # Ours for all the time, so that a web server that was killed finds it again.
            self.listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            self.address = f"http://localhost:{self.listener.getsockname()[1]}"
            self.environment = self._settings()
            self._prepare()
            stack.callback(self._stop)
            self._start()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    def manage(self, *words: str) -> str:
        """Run a command of `manage.py` on the moved clock, and return what it says."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.year.moved", "manage", *words],
            cwd=CHECKOUT,
            env=self.environment | self.clock.environment | {"FAKETIME_NO_CACHE": "0"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(words)} failed:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        """Return a connection of our own to the database, to look at it."""
        return psycopg.connect(
            self.environment["DATABASE_URL"].replace("postgres:", "postgresql:"), autocommit=True
        )

    def kill(self, name: str) -> None:
        """Kill a process where it stands, and start it again, as systemd would."""
        child = self.processes[name]
        assert child.process
        child.process.kill()
        child.wait()
        self._keep_log(child)
        child.start(self.environment | self.clock.environment)

    def restore(self, folder: str) -> None:
        """Lose the database, and begin again from a backup: nothing that was written since is left."""
        self._stop()
        postgres = self.servers[0]
        assert isinstance(postgres, Postgres)
        postgres.ask("DROP DATABASE portal WITH (FORCE)")
        postgres.ask("CREATE DATABASE portal")
        self.manage("restore", folder)
        self._start()

    def pass_to(self, moment: datetime) -> None:
        """Let the clock jump to a moment, and wait until all that has come due by then is done."""
        self._wait_for(self._is_idle)  # what is in hand would be late by as much
        self.clock.move_to(moment)
        self.settle()

    def pass_on(self, **by: float) -> None:
        """Let so much time pass, said as for `timedelta`."""
        self.pass_to(self.clock.now() + timedelta(**by))

    def settle(self) -> None:
        """Wait until the clock process has looked at its schedule and the worker has nothing left to do."""
        begun = time.monotonic()
        self._wait_for(lambda: self._last_beat() > begun)
        # What was due by then is asked for while it looks: the next look says that this one is over.
        first = self._last_beat()
        self._wait_for(lambda: self._last_beat() > first and self._is_idle())

    def _wait_for(self, holds: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > until:
                raise TimeoutError(f"The portal did not come to rest within {PATIENCE} seconds.")
            for child in self.processes.values():
                if how := child.ended():
                    raise RuntimeError(f"{child.name} {how}: {child.log.read_text()[-3000:]}")
            time.sleep(0.02)

    def post_mail(self, raw: bytes, recipient: str) -> int:
        """Post a mail that somebody wrote to the inbound door, as a provider does; return its answer."""
        said = {
            "RawEmail": raw.decode("latin-1"),
            "MessageID": secrets.token_hex(8),
            "OriginalRecipient": recipient,
        }
        head = {"Authorization": "Basic " + b64encode(self.secret.encode()).decode()}
        return requests.post(f"{self.address}/mail/arrived/", json=said, headers=head, timeout=30).status_code

    def _settings(self) -> dict[str, str]:
        postgres, valkey = self.servers
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TZ")}
        return kept | {
            "DATABASE_URL": postgres.url,
            "REDIS_URL": valkey.url,
            "STATE_DIR": str(self.state),
            "SECRET_KEY": secrets.token_urlsafe(50),
            "BASE_URL": self.address,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail.port}",
            "MAIL_FROM": "forum@forum.example",
            "MAIL_DOMAIN": "forum.example",
            "CONTACT_NAME": "Ana Ruiz",
            "CONTACT_EMAIL": "secretariat@forum.example",
            "INBOUND_PROVIDER": "postmark",
            "INBOUND_SECRET": self.secret,
            "INBOUND_ADDRESS": INBOUND,
            "INBOUND_AUTHSERV": AUTHSERV,
        }

    def _prepare(self) -> None:
        self.manage("migrate", "--noinput", "--verbosity", "0")
        self.manage("collectstatic", "--noinput", "--verbosity", "0")

    def _start(self) -> None:
        for child in family(self.state, listener=self.listener.fileno()):
            child.arguments = ["tests.year.moved", *child.arguments]
            if child.name == "beat":
                ours = child.arguments.index("icaforum.beat:SteadyScheduler")
                child.arguments[ours] = "tests.year.beat:HurriedScheduler"
            self._keep_log(child)
            child.start(self.environment | self.clock.environment)
            self.processes[child.name] = child
        until = time.monotonic() + PATIENCE
        while True:
            with suppress(requests.RequestException):
                if requests.get(f"{self.address}/readyz", timeout=5).ok:
                    return
            if time.monotonic() > until:
                raise TimeoutError(self.processes["web"].log.read_text()[-3000:])
            time.sleep(0.1)

    def _stop(self) -> None:
        for child in self.processes.values():
            child.ask_to_stop()
        for child in self.processes.values():
            child.wait()

    def _keep_log(self, child: Child) -> None:
        """A process that starts empties its log; what an earlier one wrote stays beside it."""
        with suppress(OSError):
            child.log.rename(child.log.with_suffix(f".{time.monotonic_ns()}.log"))

    def logs(self) -> str:
        """Return all that web, worker and clock have written."""
        return "\n".join(file.read_text(errors="replace") for file in sorted(self.state.glob("*.log")))

    def _last_beat(self) -> float:
        try:
            return float((self.state / "schedule").read_text())
        except (OSError, ValueError):
            return 0

    def _is_idle(self) -> bool:
        path = self.servers[1].url.partition("://")[2]
        with redis.Redis(unix_socket_path=path) as broker:
            if broker.llen("celery") or broker.hlen("unacked"):
                return False
        with self.connect() as database:
            due = (
                "SELECT count(*) FROM outbox_message WHERE state = 'pending' AND due_at <= clock_timestamp()"
                # While mails are on hold, as after a restore, they wait.
                " AND NOT EXISTS (SELECT 1 FROM outbox_gate WHERE paused_at IS NOT NULL)"
            )
            return database.execute(due).fetchone() == (0,)
