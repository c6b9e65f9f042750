"""Has a file read by the limited program `resources.extract`, and knows nothing of parsers itself."""

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from typing import IO

from django.conf import settings
from django.core.files.base import File

SECONDS = 30


@dataclass(frozen=True)
class Found:
    """The words of a file, for the search only; its pages where it has such; `failed` if unreadable."""

    text: str = ""
    pages: int | None = None
    failed: bool = False


FAILED = Found(failed=True)


def words_in(file: File) -> Found:
    """What the file says; nothing where it cannot be read, never an error."""
    with tempfile.NamedTemporaryFile() as copy:
        file.seek(0)
        shutil.copyfileobj(file, copy)
        copy.flush()
        return read_path(copy.name)


def read_path(path: str) -> Found:
    # No environment: the program gets no secret, no address and no proxy.
    with tempfile.TemporaryFile() as answer:
        try:
            done = subprocess.run(  # noqa: S603 -- our own module, and a path we made
                [sys.executable, "-m", "resources.extract", path],
                cwd=settings.BASE_DIR,
                env={"PYTHONDONTWRITEBYTECODE": "1"},
                stdin=subprocess.DEVNULL,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return FAILED
        return _answer(answer) if done.returncode == 0 else FAILED


def _answer(answer: IO[bytes]) -> Found:
    answer.seek(0)
    try:
        said = json.loads(answer.read())
        return Found(text=str(said["text"]), pages=said["pages"] if isinstance(said["pages"], int) else None)
    except (ValueError, KeyError, TypeError):
        return FAILED
