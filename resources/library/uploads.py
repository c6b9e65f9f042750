"""What may come into the library: seven kinds of file, found out by their content and never by their name."""

import logging
import re
import unicodedata
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from icaforum.audit.record import Refused
from resources.library.models.edition import FileType

logger = logging.getLogger(__name__)

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
# By the ends of content types, which say what the main part of a package is. Names of parts are free.
MAIN_PARTS = {
    **dict.fromkeys(
        ("wordprocessingml.document.main+xml", "wordprocessingml.template.main+xml"), FileType.DOCX
    ),
    **dict.fromkeys(("spreadsheetml.sheet.main+xml", "spreadsheetml.template.main+xml"), FileType.XLSX),
    "presentationml.presentation.main+xml": FileType.PPTX,
    "presentationml.slideshow.main+xml": FileType.PPTX,
    "presentationml.template.main+xml": FileType.PPTX,
}
CONTENT_TYPE = re.compile(r"""ContentType\s*=\s*["']([^"']*)["']""")
MAX_LIST = 1024 * 1024
# Some programs write a mark or a line before it; readers look for it so far.
PDF_STARTS_WITHIN, PDF_ENDS_WITHIN = 1024, 2048
# The old formats of Office, and the new ones behind a password, lie in this box.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
ODT = b"application/vnd.oasis.opendocument.text"
# LibreOffice calls a text so that it made of a web page, or that others are begun from.
ODT_MIMES = (ODT, ODT + b"-web", ODT + b"-template")
# Characters that turn the direction of writing or have no width: they make one name look like another.
DECEITFUL = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]')
# Persian, Hindi and families of emoji are spelled with joiners; elsewhere than within a word they deceive.
JOINERS = "\u200c\u200d"
STRAY_JOINERS = re.compile(rf"(?<![^\s.{JOINERS}])[{JOINERS}]+|[{JOINERS}]+(?![^\s.{JOINERS}])")


class NotStored(Refused):
    """The storage did not take the file."""


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
        code = why_not(file)
        raise ValidationError(_sentences()[code], code=code)
    return Upload(file=file, name=tidy_name(file.name or "", file_type), type=file_type, size=file.size)


def _sentences() -> dict[str, str]:
    """Return what is wrong with a file that is none of ours, by the code of the error."""
    return {
        "type": _(
            "We take PDF, Word, Excel, PowerPoint, OpenDocument text, PNG and JPEG. This is none of them."
        ),
        "locked": _("This file asks for a password. Save it without one, so that others can read it."),
        "macros": _(
            "This file holds macros, which are programs. Save it without them (.docx, .xlsx, .pptx)."
        ),
        "old": _("This is an old Office file. Save it in today’s format (.docx, .xlsx, .pptx), or as a PDF."),
    }


def find_type(file: File) -> FileType | None:
    """Return what a file is by its first bytes, or by its parts where it is a package; None for the rest."""
    file.seek(0)
    start = file.read(PDF_STARTS_WITHIN)
    file.seek(0)
    if start.startswith(b"PK\x03\x04"):
        found = _type_of_package(file)
        file.seek(0)
        return found
    if known := next((kind for signature, kind in SIGNATURES.items() if start.startswith(signature)), None):
        return known
    # Behind other bytes the word alone would make a PDF of any page that says it: the end must be there too.
    return FileType.PDF if b"%PDF-" in start and _ends_as_pdf(file) else None


def _ends_as_pdf(file: File) -> bool:
    file.seek(max(0, file.size - PDF_ENDS_WITHIN))
    end = file.read(PDF_ENDS_WITHIN)
    file.seek(0)
    return b"startxref" in end and b"%%EOF" in end


def why_not(file: File) -> str:
    """Return why a file is none of ours: «locked», «macros», «old», or «type» for all else."""
    file.seek(0)
    start = file.read(8)
    if start.startswith(OLE):
        return "locked" if _holds(file, ENCRYPTED) else "old"
    if not start.startswith(b"PK"):
        return "type"
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as package:
            entries = package.infolist()[:MAX_ENTRIES]
            if any(entry.flag_bits & 1 for entry in entries) or _is_locked_opendocument(package):
                return "locked"
            if any(_is_macro(entry) for entry in entries) or "macroEnabled" in _content_types(package):
                return "macros"
    except BROKEN:
        pass
    return "type"


def _holds(file: File, wanted: bytes) -> bool:
    """Whether these bytes stand in the file, read piece by piece."""
    file.seek(0)
    before = b""
    while piece := file.read(1024 * 1024):
        if wanted in before + piece:
            return True
        before = piece[-len(wanted) :]
    return False


# All that zipfile raises about packages that are broken, encrypted or packed in an unknown way.
BROKEN = (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError, RuntimeError, KeyError)


def _type_of_package(file: BinaryIO | File) -> FileType | None:
    """Return what a ZIP package is; None for one that is none of ours, locked, broken or harmful."""
    try:
        with zipfile.ZipFile(file) as package:
            entries = package.infolist()
            if not _is_harmless(entries):
                return None
            names = {entry.filename for entry in entries}
            if "[Content_Types].xml" in names:
                kinds = CONTENT_TYPE.findall(_content_types(package))
                ends = (kind.rpartition("openxmlformats-officedocument.")[2] for kind in kinds)
                return next((MAIN_PARTS[end] for end in ends if end in MAIN_PARTS), None)
            first = entries[0]
            # OpenDocument demands this part first and unpacked, so that the type can be read without
            # unpacking.
            is_odt = (
                first.filename == "mimetype" and first.file_size < 100 and package.read(first) in ODT_MIMES
            )
            is_ours = is_odt and "content.xml" in names and not _is_locked_opendocument(package)
            return FileType.ODT if is_ours else None
    except BROKEN:
        return None


def _content_types(package: zipfile.ZipFile) -> str:
    """Return the list that says what each part of a package is; empty where there is none of honest size."""
    return _part(package, "[Content_Types].xml")


def _is_locked_opendocument(package: zipfile.ZipFile) -> bool:
    """Whether an OpenDocument file asks for a password: its parts are then encrypted one by one."""
    return "encryption-data" in _part(package, "META-INF/manifest.xml")


def _part(package: zipfile.ZipFile, name: str) -> str:
    if name not in package.namelist():
        return ""
    with package.open(name) as part:
        raw = part.read(MAX_LIST)
    return raw.decode("utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", "replace")


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
    # The lowest bit means encrypted: nobody could search it.
    return inside and not entry.flag_bits & 1 and not _is_macro(entry)


def _is_macro(entry: zipfile.ZipInfo) -> bool:
    """Whether a part holds macros: of Office in vbaProject.bin, of LibreOffice in a module under «Basic»."""
    path = PurePosixPath(entry.filename)
    # LibreOffice writes the two lists into files without any macro too.
    is_module = path.parts[:1] == ("Basic",) and path.name not in {"", "script-lc.xml", "script-lb.xml"}
    return path.name.lower() == "vbaproject.bin" or (is_module and path.suffix == ".xml")


def tidy_name(name: str, file_type: FileType) -> str:
    """Return a name to show and save by: its last part, of bounded length, with the ending of its type."""
    # One form of each letter: Macs send «é» as two characters. Some browsers send the whole path.
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(
        letter
        for letter in last
        if unicodedata.category(letter)[0] not in {"C", "Z"} or letter in f" {JOINERS}"
    )
    clean = " ".join(STRAY_JOINERS.sub("", NOT_IN_NAMES.sub(" ", DECEITFUL.sub("", kept))).split())
    stem, dot, ending = clean.rpartition(".")
    # «Report v2. Final draft» has no ending; what looks like one is replaced by the true one.
    if not dot or len(ending) > 5:
        stem = clean
    stem = stem.strip(". ") or "file"
    return f"{stem[: MAX_NAME - 1 - len(file_type)].rstrip('. ')}.{file_type}"


def store(column: FieldFile, upload: Upload) -> str:
    """Store a file for this column of a row; return its name in the storage.

    Raises NotStored, and leaves no half of it there.
    """
    # Before the row is: after a rollback it lies there unnamed, and `sweep_files` deletes it.
    storage, name = column.storage, column.field.generate_filename(column.instance, upload.name)
    try:
        return storage.save(name, upload.file, max_length=column.field.max_length)
    except OSError as error:  # a full disk, a storage that is away
        logger.error("A file could not be stored: %s", error.strerror)  # noqa: TRY400 -- no secret of the path
        with suppress(OSError):
            storage.delete(name)
        raise NotStored(
            _(
                "The file could not be stored: there may be no room left. Nothing was saved, and what you "
                "typed is still here. Choose the file again, or write to us."
            )
        ) from error
