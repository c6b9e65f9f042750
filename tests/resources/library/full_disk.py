"""A disk that is full: the storage has written half of a file when it finds out."""

import errno
from pathlib import Path

from django.core.files.storage import FileSystemStorage


class FullDisk(FileSystemStorage):
    def _save(self, name, content):
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.read(20))
        raise OSError(errno.ENOSPC, "No space left on device")
