"""Files as real programs write them: what comes in is read as a whole, and what does not is told why."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from resources.library.reader import words_in
from resources.library.uploads import accept
from tests.resources.library.files import uploaded

FOLDER = Path(__file__).with_name("real")
WORD = "Zitronenbaum"
# The type of each that comes in, with further words that only a thorough reader finds.
READ = {
    "bom.pdf": ("pdf", ["page two"]),
    "capitals.docx": ("docx", ["in a table"]),
    "lo-report.docx": ("docx", ["Cell", "Point"]),
    "lo-report.odt": ("odt", ["Cell", "Point", "Łódź"]),
    "lo-report.pdf": ("pdf", ["Cell", "Point", "Łódź"]),
    "lo-slides.pdf": ("pdf", ["Slide 10"]),
    "lo-slides.pptx": ("pptx", ["Slide 10", "Sprechernotiz"]),
    "lo-table.pdf": ("pdf", ["City", "2030"]),
    "lo-table.xlsx": ("xlsx", ["City"]),
    "mail-header.pdf": ("pdf", ["page two"]),
    "odfpy.odt": ("odt", []),
    "openpyxl.xlsx": ("xlsx", ["Łódź", "second sheet"]),
    "powerpoint-online.pptx": ("pptx", ["Slide 10", "Sprechernotiz"]),
    "python-docx.docx": ("docx", ["in a table", "Kopfzeile", "Fusszeile"]),
    "python-pptx.pptx": ("pptx", ["Slide 10", "Sprechernotiz"]),
    "r-writexl.xlsx": ("xlsx", ["rich text"]),
    "reportlab-no-changes.pdf": ("pdf", ["page two"]),
    "reportlab.pdf": ("pdf", ["page two"]),
    "sharepoint.xlsx": ("xlsx", ["second sheet"]),
    "slideshow.ppsx": ("pptx", ["Slide 10"]),
    "template.dotx": ("docx", ["in a table"]),
    "utf16.docx": ("docx", ["in a table"]),
    "word-online.docx": ("docx", ["in a table", "Kopfzeile"]),
}
REFUSED = {
    "lo-report.doc": "old",
    "lo-table.xls": "old",
    "locked.docx": "locked",
    "locked.odt": "locked",
    "macros-list-only.xlsm": "macros",
    "macros.docm": "macros",
    "macros.odt": "macros",
}
# It comes in, since others may have the password; the search cannot read it.
LOCKED = "reportlab-password.pdf"


def content(name):
    return (FOLDER / name).read_bytes()


def test_each_file_has_its_line():
    there = {it.name for it in FOLDER.iterdir()} - {"README.md"}

    assert there == {*READ, *REFUSED, LOCKED}
    assert len(there) >= 30


@pytest.mark.parametrize("name", READ)
def test_it_comes_in_and_all_of_its_words_are_read(name):
    upload = accept(uploaded(content(name), name))

    found = words_in(upload.file)

    assert upload.type == READ[name][0]
    assert [word for word in (WORD, *READ[name][1]) if word not in found.text] == []
    assert (found.failed, found.partly) == (False, False)


@pytest.mark.parametrize("name", REFUSED)
def test_it_does_not_come_in_and_the_sentence_says_why(name):
    with pytest.raises(ValidationError) as refused:
        accept(uploaded(content(name), name))

    assert refused.value.code == REFUSED[name]


def test_a_pdf_with_a_password_is_told_apart():
    assert words_in(accept(uploaded(content(LOCKED), LOCKED)).file).locked
