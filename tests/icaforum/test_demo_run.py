"""`make demo` as a whole: from an empty folder to an address, killed, started again, stopped."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from icaforum.embedded import demo, processes
from icaforum.embedded.children import Child
from icaforum.embedded.errors import StartError
from icaforum.embedded.pair import Pair

ROOT = Path(__file__).resolve().parents[2]
FOREIGN = ("DATABASE_URL", "REDIS_URL", "CACHE_URL", "STATE_DIR", "PORT")


@pytest.fixture
def checkout(tmp_path):
    """A fresh clone, as far as the demo can tell."""
    folder = tmp_path / "portal"
    for name in subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True).split("\0"):
        if name and (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    yield folder
    assert _launcher(folder, "reset").wait(timeout=60) == 0


def _launcher(folder, command):
    env = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    arguments = [sys.executable, "-m", "icaforum.embedded", command]
    pipe = subprocess.PIPE
    return subprocess.Popen(arguments, cwd=folder, env=env, text=True, stdout=pipe, stderr=subprocess.STDOUT)


def _start(folder):
    """Start the demo and wait for its address: the process, the address, all it said before."""
    process, said = _launcher(folder, "demo"), ""
    for line in process.stdout:
        said += line
        if line.startswith("Stop with Ctrl-C"):
            return process, re.search(r"Ready: (\S+)", said)[1], said
    raise AssertionError(said)


def _family(folder):
    tag = _tag(folder)  # of its servers, whose sockets are elsewhere
    return [
        pid for pid, arguments in processes._all_arguments() if str(folder) in arguments or tag in arguments
    ]


def _tag(folder):
    code = "from icaforum.embedded.folders import tag; print(tag())"
    return subprocess.check_output([sys.executable, "-c", code], cwd=folder, text=True).strip()


@pytest.mark.slow
def test_the_demo_starts_survives_a_kill_and_leaves_nothing_behind(checkout):
    first, address, said = _start(checkout)
    assert "secretariat@demo.example" in said
    assert "Sample data" in said
    assert urllib.request.urlopen(address).status == 200
    second = _launcher(checkout, "demo")
    assert second.communicate(timeout=30)[0] == f"The demo of this checkout runs already: {address}.\n"

    first.kill()
    first.wait()
    again, same_address, said = _start(checkout)
    assert same_address == address
    assert "Static files" not in said
    assert "already" in (checkout / ".services/prepare.log").read_text()
    assert urllib.request.urlopen(address).status == 200

    again.send_signal(signal.SIGINT)
    assert again.communicate(timeout=60)[0].strip() == "Stopping …"
    assert again.returncode == 0
    assert (checkout / ".services/secret_key").stat().st_mode & 0o777 == 0o600
    until = time.monotonic() + 5
    while _family(checkout) and time.monotonic() < until:
        time.sleep(0.1)
    assert _family(checkout) == []


def test_a_part_that_ends_is_named_with_the_end_of_its_log(tmp_path):
    work = ["timeit", "--setup", "import time; print('at work', flush=True)", "time.sleep(60)"]
    worker = Child("worker", "a-mark-of-this-test", work, tmp_path / "worker.log")
    worker.start(dict(os.environ))
    while not worker.log.read_text():
        assert worker.ended() is None
        time.sleep(0.05)

    worker.process.kill()
    with pytest.raises(StartError) as report:
        demo._watch([worker], Pair())

    assert str(report.value) == f"worker was killed (SIGKILL). The end of {worker.log}:\nat work"
