"""Reads a file for the search by the limited program `extract`; knows nothing of parsers itself."""

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from typing import IO

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


def words_in(file: File) -> FileWords:
    """Return what the file says, with `failed` set where it cannot be read; never an error."""
    # A copy on this disk: the storage may be elsewhere, and the program opens a path.
    with tempfile.NamedTemporaryFile() as copy:
        file.seek(0)
        shutil.copyfileobj(file, copy)
        copy.flush()
        return read_path(copy.name)


def read_path(path: str) -> FileWords:
    """Return what the file at this path says; the limited program gets the path and nothing else."""
    # No environment: the program gets no secret, no address and no proxy.
    with tempfile.TemporaryFile() as answer:
        try:
            done = subprocess.run(  # noqa: S603 -- our own module, and a path we made
                [sys.executable, "-m", "resources.library.extract", path],
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
            return FAILED
        if done.returncode == EXIT_LOCKED:
            return LOCKED
        return _answer(answer) if done.returncode == 0 else FAILED


def _answer(answer: IO[bytes]) -> FileWords:
    """Read the program's answer, which is not trusted: whoever wrote the file may have had a say in it."""
    answer.seek(0)
    try:
        answered = json.loads(answer.read())
        return FileWords(
            text=str(answered["text"]),
            pages=answered["pages"] if isinstance(answered["pages"], int) else None,
            partly=answered["partly"] is True,
        )
    except (ValueError, KeyError, TypeError):
        return FAILED
