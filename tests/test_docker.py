"""The production image and its services: what their files say, and their commands run as written there."""

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from icaforum.embedded import processes
from icaforum.schedule import SCHEDULE

ROOT = Path(__file__).resolve().parent.parent
OURS = ("migrate", "web", "worker", "beat")


def instructions():
    """The Dockerfile as (word, rest) pairs, continued lines joined."""
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text())
    rows = [row for row in text.splitlines() if row.strip() and not row.startswith("#")]
    return [(row.split(maxsplit=1)[0], row.split(maxsplit=1)[1]) for row in rows]


def last(word):
    return [rest for name, rest in instructions() if name == word][-1]


COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
PATIENCE = float(SERVICES["worker"]["stop_grace_period"].removesuffix("s"))


@pytest.fixture
def production(process_environment, tmp_path):
    """The environment of a production container, on this test's servers."""
    settings = {
        "BASE_URL": "https://forum.example.org",
        "BEHIND_PROXY": "1",
        "STATE_DIR": str(tmp_path),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    return process_environment | settings


@pytest.fixture
def running(production, tmp_path):
    """Start a container's command here; at the end it must stop when asked, in the time containers are given.

    A worker that was just handing back a result takes 30 seconds: billiard waits so long for its parent,
    which no longer reads, and the task is then done once more.
    """
    started = []

    def start(command):
        with (tmp_path / f"{len(started)}.log").open("wb") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=production, stdout=log, stderr=log, start_new_session=True
            )
        started.append(process)
        return process, Path(log.name)

    yield start
    for process in started:
        processes.end([process.pid], signal.SIGTERM, patience=PATIENCE)
        assert process.wait() != -signal.SIGKILL


def eventually(check, process, log, seconds=60):
    until = time.monotonic() + seconds
    while not check():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.2)


def test_the_image_runs_as_an_account_without_rights():
    user = last("USER")

    assert user not in {"root", "0"}
    assert instructions().index(("USER", user)) > max(
        i for i, (word, _) in enumerate(instructions()) if word == "RUN"
    )


def test_the_image_holds_no_secret_and_only_files_of_the_project():
    settings = [rest for word, rest in instructions() if word in {"ENV", "ARG"}]
    copied = [rest.split()[0] for word, rest in instructions() if word == "COPY" and "--from" not in rest]

    assert re.findall(r"SECRET|PASSWORD|TOKEN", " ".join(settings)) == []
    assert [path for path in copied if not (ROOT / path).exists()] == []


def test_the_image_leaves_out_what_only_developers_need():
    ignored = (ROOT / ".dockerignore").read_text().split()

    assert {".git", ".venv", ".services", ".state", ".env", "tests"} <= set(ignored)


@pytest.mark.slow
def test_the_images_static_files_are_collected_as_it_says(tmp_path):
    command = next(rest for word, rest in instructions() if word == "RUN" and "collectstatic" in rest)
    bare = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "STATIC_ROOT": str(tmp_path),
    }

    subprocess.run(["sh", "-ec", command], cwd=ROOT, env=bare, check=True)

    assert (tmp_path / "staticfiles.json").exists()


@pytest.mark.slow
def test_the_web_server_answers_its_health_check(running, production):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [word.replace("8000", port) for word in json.loads(last("CMD"))]
    check = [word.replace("8000", port) for word in json.loads(last("HEALTHCHECK").split("CMD", 1)[1])]

    def healthy():
        return subprocess.run(check, cwd=ROOT, env=production, check=False).returncode == 0

    assert not healthy()
    eventually(healthy, *running(command))


@pytest.mark.slow
def test_the_migrations_run_as_the_service_says(production):
    done = subprocess.run(
        SERVICES["migrate"]["command"], cwd=ROOT, env=production, capture_output=True, text=True, check=True
    )

    assert "No migrations to apply" in done.stdout


@pytest.mark.slow
def test_the_worker_answers_its_health_check(running, production):
    process, log = running(SERVICES["worker"]["command"])
    check = SERVICES["worker"]["healthcheck"]["test"][1].replace("$$", "$")
    eventually(lambda: " ready." in log.read_text(), process, log)
    known = set(re.findall(r"^  \. (\S+)$", log.read_text(), re.MULTILINE))

    done = subprocess.run(
        ["sh", "-c", check], cwd=ROOT, env=production, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert {entry["task"] for entry in SCHEDULE.values()} - known == set()


@pytest.mark.slow
def test_the_clock_starts_and_shows_that_it_beats(running, production, tmp_path):
    command = [word.replace("/tmp/", f"{tmp_path}/") for word in SERVICES["beat"]["command"]]

    process, log = running(command)

    eventually(lambda: "beat: Starting..." in log.read_text(), process, log)
    check = [word.replace("/tmp/", f"{tmp_path}/") for word in SERVICES["beat"]["healthcheck"]["test"][1:]]
    eventually(
        lambda: subprocess.run(check, cwd=ROOT, env=production, check=False).returncode == 0, process, log
    )


def test_every_service_of_ours_is_locked_in():
    for name in OURS:
        service = SERVICES[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "privileged" not in service


def test_services_wait_for_what_they_need_and_come_back():
    needs = {name: sorted(service.get("depends_on", {})) for name, service in SERVICES.items()}

    assert needs == {
        "postgres": [],
        "valkey": [],
        "migrate": ["postgres", "valkey"],
        "web": ["migrate"],
        "worker": ["migrate"],
        "beat": ["migrate"],
    }
    assert {name for name, service in SERVICES.items() if service["restart"] != "unless-stopped"} == {
        "migrate"
    }


def test_only_the_web_server_is_reached_from_outside_and_only_by_this_machines_proxy():
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}

    assert ports == {"web": ["127.0.0.1:8000:8000"]}


def test_every_volume_is_declared_and_what_people_give_us_is_in_one():
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", ())}

    assert used == set(COMPOSE["volumes"])
    assert {"web", "worker"} <= {name for name in OURS if "files:/state/files" in SERVICES[name]["volumes"]}


def test_every_variable_that_the_portal_reads_is_explained():
    sources = (ROOT / "icaforum/settings.py").read_text() + (ROOT / "compose.yaml").read_text()
    read = set(re.findall(r"""env\.\w+\(\s*"([A-Z_]+)\"""", sources)) | set(re.findall(r"\$\{(\w+)", sources))

    explained = set(re.findall(r"`([A-Z_]+)`", (ROOT / "docs/deploy.md").read_text()))

    assert read - explained == set()


def test_every_command_in_the_deployment_page_exists():
    page = (ROOT / "docs/deploy.md").read_text()
    commands = {shlex.split(found)[0] for found in re.findall(r"manage\.py ([a-z][^`\n]*)", page)}
    own = {path.stem for path in (ROOT / "icaforum/management/commands").glob("[a-z]*.py")}

    assert commands - own - {"migrate", "check"} == set()


def test_the_running_portal_is_not_the_owner_of_its_tables():
    addresses = {name: SERVICES[name]["environment"]["DATABASE_URL"] for name in OURS}
    roles = {name: re.match(r"postgres://(\w+):", address)[1] for name, address in addresses.items()}

    assert roles == {"migrate": "portal", "web": "portal_app", "worker": "portal_app", "beat": "portal_app"}
    assert SERVICES["postgres"]["environment"]["POSTGRES_USER"] == "portal"
    assert SERVICES["migrate"]["environment"]["DATABASE_ROLE"] == "portal_app"


def test_no_service_takes_the_whole_machine():
    bounds = {name: {key for key in service if key.endswith("_limit")} for name, service in SERVICES.items()}

    assert bounds == {name: {"mem_limit", "memswap_limit", "pids_limit"} for name in SERVICES}
    assert all(re.search(r"/tmp:size=\d+m", SERVICES[name]["tmpfs"]) for name in OURS)


def test_each_image_is_named_by_its_full_version():
    images = [service["image"] for service in SERVICES.values() if "build" not in service]
    images += [rest.split()[0] for word, rest in instructions() if word == "FROM"]

    assert len(images) == 4
    assert [image for image in images if not re.search(r":\d+\.\d+(\.\d+|-\w|$)", image)] == []
