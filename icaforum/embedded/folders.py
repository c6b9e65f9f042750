"""The folders that the servers of this checkout use, and the account that they run as.

Each checkout has up to two pairs of servers, `demo` and `test`, with a folder for data and logs (inside the
checkout, but for root's) and one for sockets in /tmp, which only its owner can enter.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from icaforum.embedded.errors import StartError

NAMES = ("demo", "test", "year")
CHECKOUT = Path(__file__).resolve().parents[2]
STATE = CHECKOUT / ".services"
# Not tempfile.gettempdir(): two terminals may differ in TMPDIR, and both must find the same sockets.
SOCKETS = Path("/tmp")  # noqa: S108
ROOTS_STATE = Path("/var/tmp")  # noqa: S108


class ProcessOptions(TypedDict, total=False):
    """The keyword arguments of `subprocess` with which every server process is started."""

    cwd: str
    stdin: int
    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """The account that the servers run as when root starts them: PostgreSQL refuses to run as root."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Folders:
    """The folders of one pair of servers.

    `state` holds data and logs, `sockets` the sockets; `account` is None unless root started the servers.
    """

    state: Path
    sockets: Path
    account: Account | None

    @property
    def popen(self) -> ProcessOptions:
        """The options with which every server process is started, the account among them."""
        # In «/», because the servers' account may not be able to enter the folder that root works in.
        options: ProcessOptions = {"cwd": "/", "stdin": subprocess.DEVNULL}
        if self.account:
            # Without an empty list the process would keep root's supplementary groups.
            options |= {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}
        return options

    def remove(self) -> None:
        """Delete both folders, and root's folder outside the checkout once neither pair is in it."""
        for folder in (self.state, self.sockets):
            shutil.rmtree(folder, ignore_errors=True)
        base = self.state.parent
        # Where no root is at work, `base` is the checkout's own folder, which holds more than servers.
        if self.account and not any((base / name).exists() for name in NAMES):
            shutil.rmtree(base, ignore_errors=True)

    def give(self, folder: Path) -> Path:
        """Make a folder that belongs to the servers' account, or hand it over; return it.

        Raises StartError where it belongs to somebody else or cannot be made.
        """
        return _own(folder, 0o700, self.account)


def tag() -> str:
    """Return a name that tells this checkout and account from all others in /tmp and among processes."""
    return "icaforum-" + hashlib.sha256(f"{CHECKOUT}|{os.getuid()}".encode()).hexdigest()[:10]


def folders_for(name: str) -> Folders:
    """Return the folders of the pair called `demo` or `test`, and make them if they are not there yet.

    Raises StartError where one of them belongs to somebody else or cannot be made.
    """
    account = _account() if os.getuid() == 0 else None
    # Another account may not be able to walk into root's checkout, so root's servers keep their data outside.
    base = _own(ROOTS_STATE / tag(), 0o711, None) if account else state_folder()
    sockets = _own(SOCKETS / f"{tag()}-{name}", 0o700, account)
    # 0o711 under root: the servers' account passes through to its data folder and can list nothing.
    return Folders(_own(base / name, 0o711 if account else 0o700, None), sockets, account)


def state_folder() -> Path:
    """Return the checkout's own folder for what a demo leaves behind: logs, mails, files, the secret key.

    Raises StartError where it belongs to somebody else or cannot be made.
    """
    return _own(STATE, 0o700, None)


def _account() -> Account:
    # `postgres` exists where the distribution's PostgreSQL is installed, `nobody` nearly everywhere.
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise StartError(
        "PostgreSQL does not run as root and there is no account 'nobody': use an ordinary account."
    )


def _own(folder: Path, mode: int, account: Account | None) -> Path:
    """Make the folder with this mode, give it to the account, and return it.

    Raises StartError where it is somebody else's: anybody may have made one of that name in /tmp before us,
    or a link that leads elsewhere.
    """
    try:
        folder.mkdir(mode=mode, exist_ok=True)
        found = folder.lstat()  # of a link itself, not of what it leads to
        if folder.is_symlink() or found.st_uid not in {os.getuid(), account.uid if account else os.getuid()}:
            raise StartError(f"{folder} belongs to somebody else: remove it, or work as its owner.")
        folder.chmod(mode)
        if account:
            os.chown(folder, account.uid, account.gid)
    except OSError as error:
        raise StartError(f"{folder} cannot be used: {error.strerror}.") from error
    return folder
