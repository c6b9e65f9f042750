"""Reads the words of one file, as a program of its own: `python -m resources.library.extract PATH`.

It runs apart because parsers of other people's files fail in every way there is. Before it looks at the
file it gives up memory, time and room on disk, and whatever goes wrong in it means «no text». It knows
nothing of Django, of the database or of any secret, and no other module imports a parser.
"""

import io
import json
import re
import resource
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from pypdf import PdfReader

# What one file may cost at most (docs/decisions/0006-search.md). RLIMIT_CPU counts seconds of computing;
# the caller bounds those of waiting.
MEMORY = 512 * 1024 * 1024
SECONDS = 20
OUTPUT = 16 * 1024 * 1024
# The index takes less than a million characters of a file: see `search.SHARES_OF_FILES`.
MAX_TEXT = 1_000_000
MAX_PAGES = 2_000
MAX_PART = 64 * 1024 * 1024

WORDS = re.compile(r"[^\S\n]+")
# PostgreSQL stores no NUL and no half of a surrogate pair; the private use area holds the marks of
# snippets.
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ue000-\uf8ff]")
# Some programs write a mark or a line before it; readers look for it so far.
PDF_STARTS_WITHIN = 1024
LOCKED = 3
"""The exit code for a file that asks for a password."""

# The kinds of parts that hold words for readers, by the ends of their content types. Names of parts are free:
# Word Online writes `word/document2.xml`.
PARTS_WITH_WORDS = (
    *("wordprocessingml.document.main+xml", "wordprocessingml.template.main+xml"),
    *("wordprocessingml.footnotes+xml", "wordprocessingml.endnotes+xml"),
    *("wordprocessingml.header+xml", "wordprocessingml.footer+xml", "wordprocessingml.comments+xml"),
    *("spreadsheetml.sheet.main+xml", "spreadsheetml.template.main+xml"),
    *("spreadsheetml.sharedStrings+xml", "spreadsheetml.worksheet+xml", "spreadsheetml.comments+xml"),
    *("presentationml.slide+xml", "presentationml.notesSlide+xml"),
    *("drawingml.chart+xml", "drawingml.diagramData+xml", "drawing+xml"),
)
NUMBERS = re.compile(r"(\d+)")
# Elements that stand for a sign between letters: the text itself has no blank or hyphen there.
SIGNS = dict.fromkeys(("tab", "ptab", "br", "cr", "line-break", "s"), " ")
SIGNS |= {"noBreakHyphen": "-", "softHyphen": "\u00ad"}
# OpenDocument keeps here what was taken out while changes were recorded; Word names such letters otherwise.
REMOVED = "tracked-changes"


class Unreadable(Exception):  # noqa: N818 -- what it says about the file
    """The file holds something that no honest one does."""


class Locked(Exception):  # noqa: N818 -- what it says about the file
    """The file asks for a password."""


@dataclass
class Words:
    """What a file says: its pages or slides where it has such, and whether some words are missing."""

    text: str = ""
    pages: int | None = None
    partly: bool = False


def main(path: str) -> int:
    """Read one file and write what it says as JSON to standard output.

    Returns the exit code: 1 where the file has no text that could be read, LOCKED for a password.
    """
    # Before a byte of the file is read.
    give_up_rights()
    try:
        words = read(path)
        text = tidy(words.text)
    except Locked:
        return LOCKED
    except BaseException:  # noqa: BLE001 -- a file that cannot be read has no text, whatever the reason
        return 1
    partly = words.partly or len(words.text) > MAX_TEXT
    sys.stdout.write(json.dumps({"text": text, "pages": words.pages, "partly": partly}))
    return 0


def give_up_rights() -> None:
    """Bound this process for good: memory, seconds, bytes written, no core dump."""
    for limit, value in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        # Soft and hard, so that nothing in this process can raise them again.
        resource.setrlimit(limit, (value, value))


def read(path: str) -> Words:
    """Return what the file says; nothing for what has no words. Raises Locked."""
    with Path(path).open("rb") as file:
        start = file.read(PDF_STARTS_WITHIN)
    if start.startswith(b"PK"):
        with zipfile.ZipFile(path) as package:
            return read_package(package)
    if (begin := start.find(b"%PDF-")) >= 0:
        return read_pdf(path, begin)
    return Words()


def open_pdf(path: str, begin: int) -> PdfReader:
    """Open a PDF that begins at this byte, has pages and asks for no password.

    Raises Locked, Unreadable, and what pypdf does.
    """
    # Without what stands before it, since the places that it names are counted from its own beginning.
    reader = PdfReader(io.BytesIO(Path(path).read_bytes()[begin:]) if begin else path)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Locked
    if not reader.pages:
        raise Unreadable
    return reader


def read_pdf(path: str, begin: int) -> Words:
    """Return the words of a PDF that begins at this byte. Raises as `open_pdf`."""
    reader = open_pdf(path, begin)
    words, parts, length = Words(pages=len(reader.pages)), [], 0
    for number, page in enumerate(reader.pages):
        # The rest is not searched; the number of pages is the true one all the same.
        if number >= MAX_PAGES or length > MAX_TEXT:
            words.partly = True
            break
        try:
            parts.append(page.extract_text())
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 -- one page that cannot be read takes no other with it
            words.partly = True
            continue
        length += len(parts[-1])
    if words.partly and not parts:
        raise Unreadable
    words.text = "\n".join(parts)
    return words


def read_package(package: zipfile.ZipFile) -> Words:
    """Return the words of an office file, and the number of slides where it has such."""
    names = package.namelist()
    if "[Content_Types].xml" not in names:
        # OpenDocument: the text, then the headers and footers, which stand with the styles.
        parts: list[str] = [name for name in ("content.xml", "styles.xml") if name in names]
        return Words("\n".join(words_of(package, part, {"p", "h"}) for part in parts))
    types = content_types(package)
    parts = sorted((name for name in types if types[name].endswith(PARTS_WITH_WORDS)), key=in_order)
    slides = sum(kind.endswith("presentationml.slide+xml") for kind in types.values())
    return Words("\n".join(words_of(package, part, {"t"}) for part in parts), slides or None)


def in_order(name: str) -> list[tuple[int, str]]:
    """Return what sorts names as people count: «slide10» comes after «slide9»."""
    return [(int(it), "") if it.isdigit() else (0, it) for it in NUMBERS.split(name)]


def content_types(package: zipfile.ZipFile) -> dict[str, str]:
    """Return what each part of the package is, as its list says. Raises Unreadable, as `words_of`."""
    by_ending: dict[str, str] = {}
    by_name: dict[str, str] = {}

    def begin(name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("ContentType", "")
        if name.rpartition(":")[2] == "Default":
            by_ending[attributes.get("Extension", "").lower()] = kind
        elif "PartName" in attributes:
            # Names of parts are compared without case.
            by_name[attributes["PartName"].lstrip("/").lower()] = kind

    parse(package, "[Content_Types].xml", begin)
    return {
        name: by_name.get(name.lower()) or by_ending.get(name.rpartition(".")[2].lower(), "")
        for name in package.namelist()
    }


def words_of(package: zipfile.ZipFile, part: str, holders: set[str]) -> str:
    """Return the text inside the elements of these local names, a line for each paragraph.

    Raises Unreadable for a part with a doctype, or one that unpacks to more than MAX_PART.
    """
    words: list[str] = []
    depth = removed = 0
    wanted = set(holders)

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, removed
        local = name.rpartition(":")[2]
        if local == "c":
            # A cell whose formula makes a text holds it as its value, as others hold numbers.
            (wanted.add if attributes.get("t") == "str" else wanted.discard)("v")
        elif local in {"strCache", "numCache"}:
            # What the axes and rows of a chart are called, and their numbers.
            (wanted.add if local == "strCache" else wanted.discard)("v")
        elif local == "sheet" and "name" in attributes:
            words.append(f"{attributes['name']}\n")
        depth += local in wanted
        removed += local == REMOVED
        words.append(SIGNS.get(local, ""))

    def end(name: str) -> None:
        nonlocal depth, removed
        local = name.rpartition(":")[2]
        depth -= local in wanted
        removed -= local == REMOVED
        if local in {"p", "h", "si", "is", "v"}:
            words.append("\n")

    def text(letters: str) -> None:
        if depth and not removed:
            words.append(letters)

    parse(package, part, begin, end, text)
    return "".join(words)


def parse(
    package: zipfile.ZipFile,
    part: str,
    begin: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Walk through the XML of a part. Raises Unreadable, as `words_of`."""
    # expat and not a tree: a tree of a large sheet would take all the memory there is.
    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse_doctype
    for piece in pieces_of(package, part):
        parser.Parse(piece, False)
    parser.Parse(b"", True)


def refuse_doctype(*_declaration: object) -> None:
    """Raise Unreadable: no office program writes a doctype; entities that grow without end begin there."""
    raise Unreadable


def pieces_of(package: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Yield a part of the package unpacked, piece by piece. Raises Unreadable past MAX_PART."""
    left = MAX_PART
    # What the package says of its sizes is not believed: the bytes that come out are counted.
    with package.open(part) as file:
        while left > 0 and (piece := file.read(min(65_536, left))):
            left -= len(piece)
            yield piece
    if left <= 0:
        raise Unreadable


def tidy(text: str) -> str:
    """Return the text without control characters, with single blanks, and of bounded length."""
    # Cut twice: first to bound the work, then to the bound itself, after blanks were taken out.
    # NFKC: ligatures and signs as a snippet and its search have them.
    plain = unicodedata.normalize("NFKC", text[: 2 * MAX_TEXT])
    return WORDS.sub(" ", UNWRITABLE.sub(" ", plain)).strip()[:MAX_TEXT]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
