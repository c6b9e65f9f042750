"""What may come into the library: seven kinds of file, found out by their content and never by their name."""

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from resources.models.edition import FileType

# MAX_SIZE is said as «50 MB» in the form. The next three bound a package, since one of a few kilobytes can
# unpack to gigabytes; MAX_NAME is the length of the column.
MAX_SIZE = 50 * 1024 * 1024
MAX_ENTRIES = 2_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 100
MAX_NAME = 150

SIGNATURES = {
    b"%PDF-": FileType.PDF,
    b"\x89PNG\r\n\x1a\n": FileType.PNG,
    b"\xff\xd8\xff": FileType.JPG,
}
OFFICE_PARTS = {
    "word/document.xml": FileType.DOCX,
    "xl/workbook.xml": FileType.XLSX,
    "ppt/presentation.xml": FileType.PPTX,
}
ODT_MIME = b"application/vnd.oasis.opendocument.text"
# Characters that turn the direction of writing or have no width: they make one name look like another.
DECEITFUL = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]')


@dataclass(frozen=True)
class Upload:
    """A file that may come in: what it is, the name it is shown and saved by, and its size in bytes."""

    file: File
    name: str
    type: FileType
    size: int


def accept(file: File) -> Upload:
    """Return the upload, checked. Raises ValidationError, which says in a sentence what is wrong with it."""
    if not file.size:
        raise ValidationError(_("This file is empty."), code="empty")
    if file.size > MAX_SIZE:
        raise ValidationError(
            _("This file is larger than 50 MB. Make it smaller, or give a link."), code="large"
        )
    file_type = find_type(file)
    if file_type is None:
        raise ValidationError(
            _("We take PDF, Word, Excel, PowerPoint, OpenDocument text, PNG and JPEG. This is none of them."),
            code="type",
        )
    return Upload(file=file, name=tidy_name(file.name or "", file_type), type=file_type, size=file.size)


def find_type(file: File) -> FileType | None:
    """Return what a file is by its first bytes, or by its parts where it is a package; None for the rest."""
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    if start.startswith(b"PK\x03\x04"):
        found = _type_of_package(file)
        file.seek(0)
        return found
    return next((kind for signature, kind in SIGNATURES.items() if start.startswith(signature)), None)


def _type_of_package(file: BinaryIO | File) -> FileType | None:
    """Return what a ZIP package is; None for one that is none of ours, broken or harmful."""
    try:
        with zipfile.ZipFile(file) as package:
            entries = package.infolist()
            if not _is_harmless(entries):
                return None
            names = {entry.filename for entry in entries}
            if "[Content_Types].xml" in names:
                return next((kind for part, kind in OFFICE_PARTS.items() if part in names), None)
            first = entries[0]
            # OpenDocument demands this part first and unpacked, so that the type can be read without
            # unpacking.
            is_odt = (
                first.filename == "mimetype" and first.file_size < 100 and package.read(first) == ODT_MIME
            )
            return FileType.ODT if is_odt and "content.xml" in names else None
    # All that zipfile raises about packages that are broken, encrypted or packed in an unknown way.
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError, RuntimeError):
        return None


def _is_harmless(entries: list[zipfile.ZipInfo]) -> bool:
    """Whether the parts are few, of bounded size and ratio, none locked, hidden elsewhere or a program."""
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    return (
        0 < len(entries) <= MAX_ENTRIES
        and unpacked <= MAX_UNPACKED
        and unpacked <= MAX_RATIO * max(packed, 1)
        and all(_is_safe_part(entry) for entry in entries)
    )


def _is_safe_part(entry: zipfile.ZipInfo) -> bool:
    """Whether a part lies inside the package, unlocked, and is no macro."""
    path = PurePosixPath(entry.filename)
    inside = not path.is_absolute() and ".." not in path.parts and "\\" not in entry.filename
    # The lowest bit means encrypted: nobody could search it. vbaProject.bin holds macros.
    return inside and not entry.flag_bits & 1 and path.name.lower() != "vbaproject.bin"


def tidy_name(name: str, file_type: FileType) -> str:
    """Return a name to show and save by: its last part, of bounded length, with the ending of its type."""
    # One form of each letter: Macs send «é» as two characters. Some browsers send the whole path.
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(
        letter for letter in last if unicodedata.category(letter)[0] not in {"C", "Z"} or letter == " "
    )
    clean = " ".join(NOT_IN_NAMES.sub(" ", DECEITFUL.sub("", kept)).split())
    stem, dot, ending = clean.rpartition(".")
    # «Report v2. Final draft» has no ending; what looks like one is replaced by the true one.
    if not dot or len(ending) > 5:
        stem = clean
    stem = stem.strip(". ") or "file"
    return f"{stem[: MAX_NAME - 1 - len(file_type)].rstrip('. ')}.{file_type}"
