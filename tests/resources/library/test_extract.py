"""Files are read by a program of its own, within limits, and never by the web process."""

import os
import subprocess
import sys
import time

import pytest
from django.core.files.base import ContentFile

from resources.library import reader
from resources.library.reader import FileWords, words_in
from tests.resources.library.files import (
    PNG,
    TYPES,
    docx,
    locked_pdf,
    odt,
    package,
    pdf,
    pdf_bomb,
    pptx,
    types,
    xlsx,
)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (
            pdf("Cool rooms for all", "Zweite Seite: Hitze"),
            FileWords("Cool rooms for all\nZweite Seite: Hitze", 2),
        ),
        (docx("Cool rooms"), FileWords("Cool rooms")),
        (pptx("One", "Two"), FileWords("One\n\nTwo", 2)),
        (xlsx("A cell"), FileWords("A cell")),
        (odt("Ein Absatz"), FileWords("Ein Absatz")),
        (PNG, FileWords()),
    ],
)
def test_the_words_of_every_kind_are_read(content, found):
    assert words_in(ContentFile(content)) == found


SHEET = types(
    **{
        "xl/workbook.xml": "spreadsheetml.sheet.main",
        "xl/worksheets/sheet1.xml": "spreadsheetml.worksheet",
        "xl/charts/chart1.xml": "drawingml.chart",
    }
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (docx("gender</w:t><w:noBreakHyphen/><w:t>responsive"), "gender-responsive"),
        (docx("commu</w:t><w:softHyphen/><w:t>nity"), "commu\u00adnity"),
        (docx("heat</w:t><w:cr/><w:t>plan"), "heat plan"),
        (odt("Hitze<text:line-break/>plan"), "Hitze plan"),
        # What was taken out while changes were recorded is no word of the file.
        (
            odt("now</text:p><text:tracked-changes><text:p>gone</text:p></text:tracked-changes><text:p>here"),
            "now\n\nhere",
        ),
        (
            package(
                {
                    "[Content_Types].xml": SHEET,
                    "xl/charts/chart1.xml": (
                        "<x><strCache><v>Rent</v></strCache><numCache><v>9</v></numCache></x>"
                    ),
                    "xl/workbook.xml": '<w><sheets><sheet name="Costs"/></sheets></w>',
                    "xl/worksheets/sheet1.xml": '<w><c t="str"><f>A1</f><v>Made</v></c><c><v>7</v></c></w>',
                }
            ),
            "Rent\n\n\nCosts\n\nMade",
        ),
    ],
    ids=range(6),
)
def test_signs_within_words_and_made_texts_are_read_and_removed_ones_not(content, words):
    assert words_in(ContentFile(content)) == FileWords(words)


BILLION = '<!DOCTYPE w [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><w><w:t>&b;</w:t></w>'
OUTSIDE = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]><w><w:t>&a;</w:t></w>'


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.4 and nothing more",
        b"%PDF-" + bytes(range(256)) * 100,
        pdf("x")[:-200],
        package({"[Content_Types].xml": TYPES, "word/document.xml": BILLION}),
        package({"[Content_Types].xml": TYPES, "word/document.xml": OUTSIDE}),
        package({"[Content_Types].xml": TYPES, "word/document.xml": BILLION.encode("utf-16")}),
        package({"[Content_Types].xml": TYPES, "word/document.xml": "<w><w:t>not closed"}),
        package({"[Content_Types].xml": TYPES, "word/document.xml": b"<t>" + b"x" * 70_000_000 + b"</t>"}),
        b"PK\x03\x04 nothing",
    ],
)
def test_what_cannot_be_read_is_told_apart(content):
    assert words_in(ContentFile(content)) == FileWords(failed=True)


def test_a_file_with_a_password_is_told_apart_from_a_broken_one():
    found = words_in(ContentFile(locked_pdf("Cool rooms", to_read="a password")))

    assert found == FileWords(failed=True, locked=True)


def test_a_text_longer_than_we_read_is_said_to_be_read_in_part():
    found = words_in(ContentFile(docx("word " * 250_000)))

    assert (found.partly, found.failed, len(found.text)) == (True, False, 1_000_000)


def test_a_scan_is_read_and_has_no_words():
    assert words_in(ContentFile(pdf("", ""))) == FileWords("", 2)


def test_a_file_locked_for_changes_only_is_read():
    assert words_in(ContentFile(locked_pdf("Cool rooms", to_read=""))) == FileWords("Cool rooms", 1)


@pytest.mark.slow
def test_a_bomb_ends_in_its_limits_and_gives_no_text():
    content = pdf_bomb()
    started = time.monotonic()

    found = words_in(ContentFile(content))

    assert len(content) < 100_000
    assert found.text == ""
    assert time.monotonic() - started < reader.SECONDS + 2


def test_a_reader_that_takes_for_ever_is_given_up(monkeypatch, tmp_path):
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setattr(reader.sys, "executable", str(program))
    monkeypatch.setattr(reader, "SECONDS", 1)
    started = time.monotonic()

    found = reader.read_path("x")

    assert found == FileWords(failed=True)
    assert time.monotonic() - started < 5


@pytest.mark.slow
def test_a_reader_that_turns_in_circles_is_ended_by_the_machine():
    code = (
        "from resources.library import extract; extract.SECONDS = 1\n"
        "extract.give_up_rights()\n"
        "while True: pass"
    )

    done = subprocess.run([sys.executable, "-c", code], check=False, timeout=20)

    assert done.returncode < 0


@pytest.mark.slow
def test_a_reader_that_wants_all_memory_gets_an_error():
    code = "from resources.library.extract import give_up_rights; give_up_rights(); bytearray(600 * 1024**2)"

    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)

    assert "MemoryError" in done.stderr


def test_characters_that_no_text_may_hold_are_taken_out():
    found = words_in(ContentFile(docx("a\ue000b\ue001c \u2028 d")))

    assert found.text == "a b c d"


def test_the_reading_program_gives_up_memory_time_and_room():
    code = (
        "from resources.library.extract import give_up_rights, resource as r; give_up_rights();"
        "names = ('RLIMIT_AS', 'RLIMIT_CPU', 'RLIMIT_FSIZE', 'RLIMIT_CORE');"
        "print(*(r.getrlimit(getattr(r, name))[0] for name in names))"
    )

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert said.split() == [str(512 * 1024**2), "20", str(16 * 1024**2), "0"]


def test_the_reading_program_is_given_no_secret(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "canary")
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\nenv > " + str(tmp_path / "seen") + "\n")
    program.chmod(0o755)
    monkeypatch.setattr(reader.sys, "executable", str(program))

    reader.read_path("x")

    assert "canary" not in (tmp_path / "seen").read_text()


def test_the_web_process_imports_no_parser():
    code = (
        "import django, sys; django.setup(); import icaforum.urls, icaforum.celery, resources.library.tasks;"
        "print([m for m in sys.modules if m.split('.')[0] == 'pypdf' or m == 'resources.library.extract'])"
    )
    settings = {"DJANGO_SETTINGS_MODULE": "icaforum.settings", "SECRET_KEY": "x", "BASE_URL": "http://x"}

    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ | settings
    ).stdout

    assert said.strip() == "[]"
