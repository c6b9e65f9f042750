"""The servers of a checkout, as real processes that are started, killed, doubled and left lying."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from functools import cached_property
from pathlib import Path

import psycopg
import pytest

from icaforum.embedded import demo, processes

PACKAGE = Path(demo.__file__).parent
pytestmark = pytest.mark.slow


class Checkout:
    """A copy of the launcher in a folder of its own: to the launcher, another checkout."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "icaforum").mkdir(parents=True)
        (folder / "icaforum/__init__.py").touch()
        shutil.copytree(PACKAGE, folder / "icaforum/embedded")
        self.resets = {("reset",)}
        foreign = ("DATABASE_URL", "REDIS_URL", "CACHE_URL", "PORT")
        self.env = {name: value for name, value in os.environ.items() if name not in foreign}

    def start(self, *arguments, **env):
        if "--throwaway" in arguments:
            self.resets.add(("reset", "--throwaway"))
        command = [sys.executable, "-m", "icaforum.embedded", *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command, cwd=self.folder, env=self.env | env, text=True, stdout=pipe, stderr=pipe
        )

    def __call__(self, *arguments, **env):
        """Run a command of the launcher to its end: its exit code and all that it said."""
        process = self.start(*arguments, **env)
        out, err = process.communicate(timeout=90)
        return process.returncode, out + err

    def up(self):
        code, said = self("up")
        assert code == 0, said
        return dict(row.removeprefix("export ").replace("'", "").split("=", 1) for row in said.splitlines())

    def servers(self):
        """The pids of this checkout's servers, as the sockets in their arguments tell."""
        return sorted(pid for pid, arguments in processes._all_arguments() if str(self.sockets) in arguments)

    @cached_property
    def sockets(self):
        _, said = self("env")
        return Path(said.split("host=")[1].split("'")[0])


@pytest.fixture(scope="module")
def used_checkout(tmp_path_factory):
    """One whose servers have run before: most of a first start is making the cluster."""
    yield from _checkouts(tmp_path_factory.mktemp("used") / "portal")


@pytest.fixture
def checkout(used_checkout):
    """A checkout whose servers stand still, without rows."""
    yield used_checkout
    if used_checkout.servers():
        sql(used_checkout.up(), "DROP TABLE IF EXISTS cities")
        used_checkout("down")


@pytest.fixture
def new_checkout(tmp_path):
    yield from _checkouts(tmp_path / "portal")


def _checkouts(folder):
    checkout = Checkout(folder)
    yield checkout
    for reset in checkout.resets:  # it stops them first
        assert checkout(*reset)[0] == 0


def sql(addresses, statement):
    with closing(
        psycopg.connect(addresses["DATABASE_URL"].replace("postgres://portal@/", "postgresql://portal@/"))
    ) as it:
        it.autocommit = True
        cursor = it.execute(statement)
        return cursor.fetchone() if cursor.description else None


def valkey(addresses, *words):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(addresses["REDIS_URL"].removeprefix("redis+socket://"))
        connection.sendall((" ".join(words) + "\r\n").encode())
        return connection.recv(4096).decode()


def kill(pids):
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + 10
    while any(processes.started_at(pid) for pid in pids):
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.parametrize("options", [[], ["--throwaway"]])
def test_servers_that_never_ran_are_stopped_and_forgotten(new_checkout, options):
    assert new_checkout("down", *options)[0] == 0
    assert new_checkout("reset", *options)[0] == 0


def test_a_command_finds_both_servers_and_leaves_none_behind(checkout):
    code, said = checkout("run", "--", "sh", "-c", "echo $DATABASE_URL $REDIS_URL; exit 7")

    database, broker = said.split()
    assert code == 7
    assert database.startswith("postgres://portal@/portal?host=/")
    assert broker.startswith("redis+socket:///")
    assert checkout.servers() == []


def test_both_servers_killed_come_back_with_their_rows(checkout):
    addresses = checkout.up()
    sql(addresses, "CREATE TABLE cities AS SELECT 'Lisbon' AS name")
    valkey(addresses, "SET", "city", "Lisbon")

    kill(checkout.servers())
    addresses = checkout.up()

    assert sql(addresses, "SELECT name FROM cities") == ("Lisbon",)
    assert valkey(addresses, "GET", "city") == "$6\r\nLisbon\r\n"
    assert len(checkout.servers()) == 2


def test_a_pid_file_that_names_a_stranger_is_no_obstacle(checkout):
    addresses = checkout.up()
    data = Path(sql(addresses, "SHOW data_directory")[0])
    claim = (data / "postmaster.pid").read_text().split("\n", 1)[1]
    checkout("down")

    with subprocess.Popen(["sleep", "60"]) as stranger:  # a pid used again
        (data / "postmaster.pid").write_text(f"{stranger.pid}\n{claim}")
        addresses = checkout.up()
        assert stranger.poll() is None
        stranger.kill()

    assert sql(addresses, "SELECT 1") == (1,)


def test_a_pid_file_that_names_a_zombie_is_no_obstacle(checkout):
    addresses = checkout.up()
    data = Path(sql(addresses, "SHOW data_directory")[0])
    claim = (data / "postmaster.pid").read_text().split("\n", 1)[1]
    checkout("down")

    with subprocess.Popen(["true"]) as zombie:  # nobody has asked how it ended
        while processes.started_at(zombie.pid):
            time.sleep(0.01)
        (data / "postmaster.pid").write_text(f"{zombie.pid}\n{claim}")
        addresses = checkout.up()

    assert sql(addresses, "SELECT 1") == (1,)


def test_data_removed_under_running_servers_is_made_anew(checkout):
    addresses = checkout.up()
    old = checkout.servers()
    data = Path(sql(addresses, "SHOW data_directory")[0])
    shutil.rmtree(data.parent)

    addresses = checkout.up()

    assert sql(addresses, "SELECT 1") == (1,)
    assert set(checkout.servers()) & set(old) == set()


def test_sockets_removed_under_running_servers_are_made_anew(checkout):
    addresses = checkout.up()
    sql(addresses, "CREATE TABLE cities AS SELECT 'Lisbon' AS name")
    shutil.rmtree(checkout.sockets)

    addresses = checkout.up()

    assert sql(addresses, "SELECT name FROM cities") == ("Lisbon",)
    assert len(checkout.servers()) == 2


def test_a_first_start_killed_halfway_leaves_no_half_cluster(new_checkout):
    tag = new_checkout.sockets.name.removesuffix("-demo")
    half = f"{tag}/demo/pg.new" if os.geteuid() == 0 else f"{new_checkout.folder}/.services/demo/pg.new"

    for delay in (0, 0.1, 0.2, 0.3):
        process = new_checkout.start("up")
        while not any(half in arguments for _, arguments in processes._all_arguments()):
            assert process.poll() is None
        time.sleep(delay)
        process.kill()  # its initdb goes on without it, into the folder it was given
        process.wait()
        addresses = new_checkout.up()
        assert sql(addresses, "SELECT 1") == (1,)
        assert new_checkout("down")[0] == new_checkout("reset")[0] == 0


def test_two_checkouts_stand_side_by_side(checkout, new_checkout):
    first, second = checkout.up(), new_checkout.up()
    sql(first, "CREATE TABLE cities AS SELECT 'Lisbon' AS name")
    sql(second, "CREATE TABLE cities AS SELECT 'Seattle' AS name")

    assert sql(first, "SELECT name FROM cities") == ("Lisbon",)
    assert sql(second, "SELECT name FROM cities") == ("Seattle",)


def test_three_starts_at_once_give_one_pair(new_checkout):
    starting = [new_checkout.start("up") for _ in range(3)]

    said = {process.communicate(timeout=90) for process in starting}

    assert len(said) == 1
    assert [process.returncode for process in starting] == [0, 0, 0]
    assert len(new_checkout.servers()) == 2


def test_the_last_command_out_stops_the_servers(checkout):
    longer = checkout.start("run", "--", "sh", "-c", "echo here; exec sleep 60")
    assert longer.stdout.readline() == "here\n"

    checkout("run", "--", "true")
    assert len(checkout.servers()) == 2
    assert checkout("down") == (0, "Another command still uses the servers; they stop when it ends.\n")
    assert checkout("reset")[0] == 1
    longer.terminate()
    longer.wait()

    assert checkout.servers() == []


def test_servers_that_were_asked_to_stay_outlive_the_commands(checkout):
    addresses = checkout.up()

    checkout("run", "--", "true")

    assert sql(addresses, "SELECT 1") == (1,)


def test_the_tests_servers_are_others_than_the_demos(checkout):
    demos = checkout("env")[1]

    tests = checkout("env", "--throwaway")[1]

    assert demos != tests


def test_addresses_of_the_environment_are_left_alone(checkout):
    given = {"DATABASE_URL": "postgres://elsewhere/portal", "REDIS_URL": "redis://elsewhere"}

    said = checkout("run", "--", "sh", "-c", "echo $DATABASE_URL $REDIS_URL", **given)

    assert said == (0, "postgres://elsewhere/portal redis://elsewhere\n")
    assert checkout.servers() == []


def test_a_command_that_is_not_there_is_one_line(checkout):
    assert checkout("run", "--", "no-such-command") == (
        1,
        "no-such-command cannot be run: No such file or directory.\n",
    )


def test_sockets_that_belong_to_somebody_else_are_refused(checkout):
    folder = checkout.sockets
    shutil.rmtree(folder)
    folder.symlink_to(checkout.folder)

    code, said = checkout("up")
    folder.unlink()

    assert (code, said) == (1, f"{folder} belongs to somebody else: remove it, or work as its owner.\n")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives its servers another account")
def test_root_gives_the_servers_an_account_without_rights(checkout):
    checkout.folder.parent.chmod(0o700)
    checkout.up()

    owners = {Path(f"/proc/{pid}").stat().st_uid for pid in checkout.servers()}

    assert owners <= {pwd.getpwnam(name).pw_uid for name in ("postgres", "nobody") if _exists(name)}
    assert checkout.folder.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_an_ordinary_account_runs_the_servers_itself(tmp_path):
    nobody = pwd.getpwnam("nobody")
    system_python = next(filter(os.path.exists, ("/usr/bin/python3", "/usr/local/bin/python3")), None)
    if not system_python:
        pytest.skip("the Python of these tests lies in a home that nobody else may enter")
    folder = Path("/tmp") / f"icaforum-nobody-{os.getpid()}"
    checkout = Checkout(folder)
    sites = os.pathsep.join(path for path in sys.path if path.endswith("site-packages"))
    try:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
        command = [
            system_python,
            "-m",
            "icaforum.embedded",
            "run",
            "--",
            "sh",
            "-c",
            "id -u; ls .services/demo",
        ]
        options = {
            "cwd": folder,
            "env": checkout.env | {"PYTHONPATH": sites, "HOME": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
            "user": nobody.pw_uid,
            "group": nobody.pw_gid,
            "extra_groups": [],
        }
        done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
        subprocess.run([*command[:3], "reset"], check=True, stdout=subprocess.DEVNULL, **options)
    finally:
        shutil.rmtree(folder)

    assert done.stdout.split() == [
        str(nobody.pw_uid),
        "lock",
        "pg",
        "pg.log",
        "users",
        "valkey",
        "valkey.log",
    ]


def _exists(name):
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
