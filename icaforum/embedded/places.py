"""Where the servers of this checkout live, and as whom they run."""

import hashlib
import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path

from icaforum.embedded.errors import StartError

NAMES = ("demo", "test")
CHECKOUT = Path(__file__).resolve().parents[2]
STATE = CHECKOUT / ".services"
# Not tempfile.gettempdir(): two terminals may differ in TMPDIR, and both must find the same sockets.
SOCKETS = Path("/tmp")  # noqa: S108
ROOTS_STATE = Path("/var/tmp")  # noqa: S108


@dataclass(frozen=True)
class Account:
    """The account that the servers run as when root starts them: PostgreSQL refuses to run as root."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Place:
    """The folders of one pair of servers."""

    state: Path
    sockets: Path
    account: Account | None

    @property
    def popen(self) -> dict[str, object]:
        """What every server process is started with."""
        options: dict[str, object] = {"cwd": "/", "stdin": -3}
        if self.account:
            options |= {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}
        return options

    def remove(self) -> None:
        """Leave nothing of it, and nothing of root's folder outside the checkout once no place is in it."""
        for folder in (self.state, self.sockets):
            shutil.rmtree(folder, ignore_errors=True)
        base = self.state.parent
        if self.account and not any((base / name).exists() for name in NAMES):
            shutil.rmtree(base, ignore_errors=True)

    def give(self, folder: Path) -> Path:
        """A folder that belongs to the servers' account."""
        return _own(folder, 0o700, self.account)


def tag() -> str:
    """The name of this checkout for this account, where others' names stand beside it."""
    return "icaforum-" + hashlib.sha256(f"{CHECKOUT}|{os.getuid()}".encode()).hexdigest()[:10]


def place(name: str) -> Place:
    """The place called `demo` or `test`, made if it is not there yet."""
    account = _account() if os.getuid() == 0 else None
    # Another account may not be able to walk into root's checkout, so root's servers keep their data outside.
    base = _own(ROOTS_STATE / tag(), 0o711, None) if account else state_folder()
    sockets = _own(SOCKETS / f"{tag()}-{name}", 0o700, account)
    return Place(_own(base / name, 0o711 if account else 0o700, None), sockets, account)


def state_folder() -> Path:
    """The checkout's own folder for what a demo leaves behind: logs, mails, files, the secret key."""
    return _own(STATE, 0o700, None)


def _account() -> Account:
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
    """Make the folder ours, or refuse: its parent may be open to everybody on this machine."""
    try:
        folder.mkdir(mode=mode, exist_ok=True)
        found = folder.lstat()
        if folder.is_symlink() or found.st_uid not in {os.getuid(), account.uid if account else os.getuid()}:
            raise StartError(f"{folder} belongs to somebody else: remove it, or work as its owner.")
        folder.chmod(mode)
        if account:
            os.chown(folder, account.uid, account.gid)
    except OSError as error:
        raise StartError(f"{folder} cannot be used: {error.strerror}.") from error
    return folder
