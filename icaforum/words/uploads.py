"""Files that come in with a form and cannot be laid aside: the rest of the form is read all the same."""

import logging
from contextlib import suppress
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


class LostUpload(UploadedFile):
    """A file that was sent and could not be laid aside: it has a name, and nothing to read.

    Its size is asked for by every form field of files before anything else, which then has the error.
    """

    @property
    def size(self) -> int:
        """Raise ValidationError, with a sentence for whoever sent it."""
        message = _("There is no room for this file at the moment. Choose it again later, or write to us.")
        raise ValidationError(message, code="no-room")

    @size.setter
    def size(self, _size: int | None) -> None:
        """Take what Django sets, which says nothing of what is there."""


class TemporaryUploads(TemporaryFileUploadHandler):
    """Django's handler for large files; where the disk is full it gives up the file, and not the whole form.

    The file is a `LostUpload` then, which the form says in a sentence beside what was typed.
    """

    is_lost = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a temporary file."""
        self.is_lost = False
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._lose(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece of it; what follows a piece that could not be written is read and dropped."""
        if self.is_lost:
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self._lose(error)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Return the file, whose last piece is written only now."""
        if not self.is_lost:
            try:
                return super().file_complete(file_size)
            except OSError as error:
                self._lose(error)
        return LostUpload(BytesIO(), name=self.file_name, content_type=self.content_type, size=file_size)

    def upload_interrupted(self) -> None:
        """Delete what there is of a file that the browser stopped sending."""
        if not self.is_lost:
            super().upload_interrupted()

    def _lose(self, error: OSError) -> None:
        logger.error("A file could not be laid aside: %s", error.strerror)
        self.is_lost = True
        half = self.__dict__.pop("file", None)
        if half is not None:
            with suppress(OSError):  # closing writes once more; it deletes the file in any case
                half.close()
