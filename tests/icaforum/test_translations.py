"""German is complete: every text of a page, a mail or the administration, with the same blanks in it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils import translation

from icaforum.words.djangos import OTHER_COUNT, OTHER_WORDS

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "locale" / "de" / "LC_MESSAGES" / "django.po"
SOURCES = ("icaforum", "cities", "pilots", "resources", "events", "templates", "locale")
NOWHERE = {
    "SECRET_KEY": "none",
    "BASE_URL": "http://localhost",
    "DATABASE_URL": "postgres://none",
    "REDIS_URL": "redis://none",
}
BLANKS = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%[sd]|</?\w+")


def flat(text):
    return list(text) if isinstance(text, tuple | list) else [text]


@pytest.fixture(scope="module")
def catalogue():
    with CATALOGUE.open("rb") as file:
        return [message for message in read_po(file) if message.id]


def test_every_text_is_translated(tmp_path):
    if not shutil.which("xgettext"):
        assert not os.environ.get("REQUIRE_BROWSER"), "install gettext"
        pytest.skip("no gettext on this machine")
    for name in SOURCES:
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "manage.py", tmp_path)
    command = [sys.executable, "manage.py", "makemessages", "--locale", "de", "--no-location"]

    subprocess.run(command, cwd=tmp_path, env=os.environ | NOWHERE, check=True, capture_output=True)

    with (tmp_path / CATALOGUE.relative_to(ROOT)).open("rb") as file:
        missing = [m.id for m in read_po(file) if m.id and (m.fuzzy or not all(flat(m.string)))]
    assert missing == [], "run `make messages`, translate what is empty, run it again"


def test_a_translation_keeps_the_blanks_and_the_markup(catalogue):
    pairs = [(flat(message.id)[-1], flat(message.string)[-1]) for message in catalogue]

    wrong = [pair for pair in pairs if len({tuple(sorted(BLANKS.findall(text))) for text in pair}) > 1]

    assert wrong == []


def test_no_german_text_was_forgotten_in_english(catalogue):
    """Long texts that are the same in both languages are not translated yet."""
    same = [m.id for m in catalogue if isinstance(m.id, str) and m.id == m.string and len(m.id.split()) > 4]

    assert same == []


def test_the_words_of_django_are_said_otherwise_in_english_too():
    with (ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po").open("rb") as file:
        said = {flat(message.id)[0] for message in read_po(file) if message.id}

    assert said == {*OTHER_WORDS, OTHER_COUNT[0]}
    assert [text for text in OTHER_WORDS if translation.gettext(text) == text] == []


def test_a_page_speaks_german():
    with translation.override("de"):
        assert translation.gettext("Nothing needs you today") != "Nothing needs you today"
