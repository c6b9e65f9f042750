"""The files of `deploy/`: what systemd and nginx say of them, and a new version that no request notices."""

import contextlib
import http.client
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from icaforum import environment
from icaforum.embedded import processes

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
INSTALLED = "/opt/icaforum/current"
SITE = "forum.example.org"
# How long four clients ask, and what one of them waits for at most.
SECONDS, PATIENCE = 15, 60


def needs(program):
    found = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    return pytest.mark.skipif(not found, reason=f"{program} is not installed")


def run(*words):
    path = f"{os.environ['PATH']}:/usr/sbin:/sbin"
    return subprocess.run(words, capture_output=True, text=True, check=False, env=os.environ | {"PATH": path})


# systemd


def filled_in(folder):
    """The units with this checkout in place of an installed version."""
    here = Path(sys.prefix).parent
    for unit in (DEPLOY / "systemd").iterdir():
        words = unit.read_text().replace(f"{INSTALLED}/.venv", str(Path(sys.prefix)))
        (folder / unit.name).write_text(words.replace(INSTALLED, str(here)))
    return sorted(map(str, folder.iterdir()))


@needs("systemd-analyze")
def test_systemd_understands_every_unit(tmp_path):
    units = filled_in(tmp_path)

    checked = run("systemd-analyze", "verify", *units)

    assert [Path(unit).suffix for unit in units].count(".service") == 5
    assert (checked.returncode, checked.stderr) == (0, "")


@needs("systemd-analyze")
def test_a_word_that_systemd_does_not_know_is_seen(tmp_path):
    units = filled_in(tmp_path)
    web = tmp_path / "icaforum-web.service"
    web.write_text(web.read_text().replace("ProtectHome=", "ProtectHouse="))

    assert "ProtectHouse" in run("systemd-analyze", "verify", *units).stderr


def settings_of(unit):
    return dict(re.findall(r"^(\w+)=(.*)$", (DEPLOY / "systemd" / unit).read_text(), re.MULTILINE))


def test_what_a_machine_is_told_is_read_and_written_down():
    told = {
        name
        for file in ("icaforum.env", "owner.env")
        for name in re.findall(r"^(\w+)=", (DEPLOY / file).read_text(), re.MULTILINE)
    }
    documented = (ROOT / "docs/deploy.md").read_text()

    assert told - environment.asked - {"SECRET_KEY", "BASE_URL"} == set()  # which the tests do not read
    assert [name for name in sorted(told) if f"`{name}`" not in documented] == []


# nginx


@needs("nginx")
@needs("openssl")
def test_nginx_understands_the_site(tmp_path):
    subject = ("-subj", f"/CN={SITE}", "-days", "1", "-nodes", "-newkey", "rsa:2048")
    made = run("openssl", "req", "-x509", *subject, "-keyout", f"{tmp_path}/key", "-out", f"{tmp_path}/cert")
    assert made.returncode == 0, made.stderr
    site = (DEPLOY / "nginx.conf").read_text()
    site = re.sub(r"/etc/letsencrypt/\S+/(full|priv)\S+;", lambda it: f"{tmp_path}/{KEYS[it[1]]};", site)
    site = site.replace("/var/log/nginx", str(tmp_path))
    (tmp_path / "site.conf").write_text(site)
    whole = (
        f"pid {tmp_path}/pid; error_log {tmp_path}/log; events {{}} http {{ include {tmp_path}/site.conf; }}"
    )
    (tmp_path / "nginx.conf").write_text(whole)

    checked = run("nginx", "-t", "-c", f"{tmp_path}/nginx.conf", "-p", str(tmp_path))

    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr


KEYS = {"full": "cert", "priv": "key"}


# A new version


@pytest.fixture
def door():
    """The listening socket, which systemd holds while the web server is changed for a new one."""
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as door:
        yield door


@pytest.fixture
def production(process_environment, tmp_path):
    static = {"STATIC_ROOT": str(tmp_path / "static"), "STATE_DIR": str(tmp_path)}
    environment = process_environment | static | {"BASE_URL": f"https://{SITE}", "BEHIND_PROXY": "1"}
    words = ("manage.py", "collectstatic", "--noinput", "--verbosity", "0")
    subprocess.run([sys.executable, *words], cwd=ROOT, env=environment, check=True)
    return environment


@pytest.fixture
def started(door, production, tmp_path):
    """Start the web server as the unit does, handing it the socket; at the end none is left."""
    web = settings_of("icaforum-web.service")
    words = shlex.split(web["ExecStart"].replace(f"{INSTALLED}/.venv", str(Path(sys.prefix))))
    running = []

    def start():
        # What systemd does: the socket is file 3, and the process is told so by its own number.
        script = 'export LISTEN_FDS=1 LISTEN_PID=$$; exec "$@" 3<&"$DOOR"'
        with (tmp_path / "web.log").open("ab") as log:
            process = subprocess.Popen(
                ["bash", "-c", script, "web", *words],
                cwd=ROOT,
                env=production | {"DOOR": str(door.fileno())},
                pass_fds=[door.fileno()],
                stdout=log,
                stderr=log,
            )
        running.append(process)
        return process

    yield start
    for process in running:
        processes.end([process.pid], signal.SIGTERM, patience=float(web["TimeoutStopSec"]))
        process.wait()


def asking(door, path, until, answers):
    """Ask for a page again and again, each time anew, as nginx does."""
    host, port = door.getsockname()
    while time.monotonic() < until():
        connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
        try:
            connection.request("GET", path, headers={"Host": SITE, "X-Forwarded-Proto": "https"})
            answer = connection.getresponse()
            answer.read()
            answers.append(answer.status)
        except OSError as error:
            answers.append(repr(error))
        finally:
            with contextlib.suppress(OSError):
                connection.close()


@pytest.mark.slow
def test_a_new_version_goes_in_without_a_failed_request(door, started, tmp_path):
    process, answers, end = started(), [], [float("inf")]
    first = []
    asking(door, "/readyz", lambda: 0 if first else float("inf"), first)  # until it answers
    clients = [
        threading.Thread(target=asking, args=(door, path, lambda: end[0], answers))
        for path in ("/", "/join/", "/cities/", "/readyz")
    ]
    begun = time.monotonic()
    for client in clients:
        client.start()

    time.sleep(SECONDS / 5)
    process.send_signal(signal.SIGTERM)  # as «systemctl restart»: the old one ends, then the new one starts
    assert process.wait(timeout=PATIENCE) == 0, (tmp_path / "web.log").read_text()
    before = len(answers)
    started()
    while len(answers) < before + 20 and time.monotonic() < begun + PATIENCE:
        time.sleep(0.2)
    end[0] = max(begun + SECONDS, time.monotonic())
    for client in clients:
        client.join()

    assert first == [200]
    assert before > 0
    assert len(answers) >= before + 20
    assert [answer for answer in answers if answer != 200] == []
