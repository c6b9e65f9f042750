"""Reads the words of one file, as a program of its own: `python -m resources.extract PATH`.

It runs apart because parsers of other people's files fail in every way there is. Before it looks at the
file it gives up memory, time and room on disk, and whatever goes wrong in it means «no text». It knows
nothing of Django, of the database or of any secret, and no other module imports a parser.
"""

import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
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
SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")


class Unreadable(Exception):  # noqa: N818 -- what it says about the file
    """The file holds something that no honest one does."""


def main(path: str) -> int:
    """Read one file and write its text and pages as JSON to standard output.

    Returns the exit code: 1 where the file has no text that could be read.
    """
    # Before a byte of the file is read.
    give_up_rights()
    try:
        text, pages = read(path)
    except BaseException:  # noqa: BLE001 -- a file that cannot be read has no text, whatever the reason
        return 1
    sys.stdout.write(json.dumps({"text": tidy(text), "pages": pages}))
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


def read(path: str) -> tuple[str, int | None]:
    """Return the words, and how many pages or slides where the file says so; «» for what has no words."""
    with Path(path).open("rb") as file:
        start = file.read(5)
    if start == b"%PDF-":
        return read_pdf(path)
    if start.startswith(b"PK"):
        with zipfile.ZipFile(path) as package:
            return read_package(package)
    return "", None


def read_pdf(path: str) -> tuple[str, int]:
    """Return the words and the number of pages. Raises Unreadable, and whatever pypdf raises."""
    reader = PdfReader(path)
    if not reader.pages:
        raise Unreadable
    parts: list[str] = []
    length = 0
    for number, page in enumerate(reader.pages):
        # The rest is not searched; the number of pages below is the true one all the same.
        if number >= MAX_PAGES or length > MAX_TEXT:
            break
        parts.append(page.extract_text())
        length += len(parts[-1])
    return "\n".join(parts), len(reader.pages)


def read_package(package: zipfile.ZipFile) -> tuple[str, int | None]:
    """Return the words of an office file, and the number of slides where it has such."""
    names = set(package.namelist())
    if "word/document.xml" in names:
        parts = ["word/document.xml", "word/footnotes.xml", "word/endnotes.xml"]
        return "\n".join(words_of(package, part, {"t"}) for part in parts if part in names), None
    if "ppt/presentation.xml" in names:
        slides = sorted((name for name in names if SLIDE.fullmatch(name)), key=slide_number)
        return "\n".join(words_of(package, slide, {"t"}) for slide in slides), len(slides)
    if "xl/sharedStrings.xml" in names:
        return words_of(package, "xl/sharedStrings.xml", {"t"}), None
    if "content.xml" in names:
        return words_of(package, "content.xml", {"p", "h"}), None
    return "", None


def slide_number(name: str) -> int:
    """Return the number in a slide's name, to sort by: «slide10» comes after «slide9»."""
    match = SLIDE.fullmatch(name)
    return int(match.group(1)) if match else 0


def words_of(package: zipfile.ZipFile, part: str, holders: set[str]) -> str:
    """Return the text inside the elements of these local names, a line for each paragraph.

    Raises Unreadable for a part with a doctype, or one that unpacks to more than MAX_PART.
    """
    words: list[str] = []
    depth = 0

    def begin(name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth
        local = name.rpartition(":")[2]
        depth += local in holders
        # These stand between words without a blank in the text itself.
        if local in {"tab", "br", "s"}:
            words.append(" ")

    def end(name: str) -> None:
        nonlocal depth
        local = name.rpartition(":")[2]
        depth -= local in holders
        if local in {"p", "h", "si"}:
            words.append("\n")

    def text(letters: str) -> None:
        if depth:
            words.append(letters)

    # expat and not a tree: a tree of a large sheet would take all the memory there is.
    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse_doctype
    for piece in pieces_of(package, part):
        parser.Parse(piece, False)
    parser.Parse(b"", True)
    return "".join(words)


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
    return WORDS.sub(" ", UNWRITABLE.sub(" ", text[: 2 * MAX_TEXT])).strip()[:MAX_TEXT]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
