"""Reads a file for the search by the limited program `extract`; knows nothing of parsers itself."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import File

# Longer than the 20 seconds of computing that the program allows itself: this one ends one that merely
# waits.
SECONDS = 30


@dataclass(frozen=True)
class FileWords:
    """The words of a file, for the search only; its pages where it has such; `failed` if unreadable.

    `partly` says that some words are missing, `locked` that the file asks for a password.
    """

    text: str = ""
    pages: int | None = None
    failed: bool = False
    partly: bool = False
    locked: bool = False


FAILED = FileWords(failed=True)
LOCKED = FileWords(failed=True, locked=True)
# The exit code by which `resources.library.extract` says so; importing that would import its parsers.
EXIT_LOCKED = 3


PROGRAM = "resources.library.extract"


def words_in(file: File) -> FileWords:
    """Return what the file says, with `failed` set where it cannot be read; never an error."""
    with copied(file) as path:
        return read_path(path)


@contextmanager
def copied(file: File) -> Iterator[str]:
    """Copy a file of the storage to this disk for a while; give the path of the copy."""
    # The storage may be elsewhere, and the programs that read open a path.
    with tempfile.NamedTemporaryFile() as copy:
        file.seek(0)
        shutil.copyfileobj(file, copy)
        copy.flush()
        yield copy.name


def read_path(path: str) -> FileWords:
    """Return what the file at this path says; the limited program gets the path and nothing else."""
    code, written = run_limited(PROGRAM, path)
    if code == EXIT_LOCKED:
        return LOCKED
    return _answer(written) if code == 0 else FAILED


def run_limited(program: str, path: str) -> tuple[int, bytes]:
    """Run a module of ours that limits itself on the file at this path; return its exit code and its answer.

    One that takes longer than SECONDS is ended, with the code 1 and no answer.
    """
    # No environment: the program gets no secret, no address and no proxy.
    with tempfile.TemporaryFile() as answer:
        try:
            done = subprocess.run(  # noqa: S603 -- our own module, and a path we made
                [sys.executable, "-m", program, path],
                cwd=settings.BASE_DIR,
                env={"PYTHONDONTWRITEBYTECODE": "1"},
                stdin=subprocess.DEVNULL,
                # A file and no pipe: what it writes is bounded by the program's own limit, and not held in
                # memory here.
                stdout=answer,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return 1, b""
        answer.seek(0)
        return done.returncode, answer.read() if done.returncode == 0 else b""


def _answer(written: bytes) -> FileWords:
    """Read the program's answer, which is not trusted: whoever wrote the file may have had a say in it."""
    try:
        answered = json.loads(written)
        return FileWords(
            text=str(answered["text"]),
            pages=answered["pages"] if isinstance(answered["pages"], int) else None,
            partly=answered["partly"] is True,
        )
    except (ValueError, KeyError, TypeError):
        return FAILED
