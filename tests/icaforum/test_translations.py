"""Catalogues: complete where readers are offered the language, and without a mistake where it is only begun.

A text of a page, a mail or the administration keeps the same blanks in every language.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import django
import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation

from icaforum.words.djangos import OTHER_COUNT, OTHER_WORDS

ROOT = Path(__file__).resolve().parents[2]
DJANGOS = Path(django.__file__).parent / "conf" / "locale"
SOURCES = ("icaforum", "cities", "pilots", "resources", "events", "templates", "locale")
# English is the source, and its catalogue says only what Django would say otherwise.
OFFERED = {code for code, _name in settings.LANGUAGES} - {"en"}
BEGUN = sorted({path.name for path in (ROOT / "locale").iterdir()} - {"en"})
NOWHERE = {
    "SECRET_KEY": "none",
    "BASE_URL": "http://localhost",
    "DATABASE_URL": "postgres://none",
    "REDIS_URL": "redis://none",
}
BLANKS = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]|</?\w+")


def needs_gettext():
    if not shutil.which("xgettext"):
        assert not os.environ.get("REQUIRE_BROWSER"), "install gettext"
        pytest.skip("no gettext on this machine")


def written(code, root=ROOT / "locale"):
    return root / code / "LC_MESSAGES" / "django.po"


def catalogue(code, root=ROOT / "locale"):
    with written(code, root).open("rb") as file:
        return read_po(file)


def flat(text):
    return list(text) if isinstance(text, tuple | list) else [text]


def blanks(text):
    return sorted(BLANKS.findall(text))


def mistakes(code):
    """Texts with other blanks than in English; of a plural, forms of few may say the number as a word."""
    for message in catalogue(code):
        english, said = flat(message.id)[-1], flat(message.string)
        if message.id and any(said):
            few = {blank for form in said[:-1] for blank in blanks(form)}
            if blanks(said[-1]) != blanks(english) or not all(said) or few - set(blanks(english)):
                yield english, said


def test_every_language_that_is_offered_is_begun():
    assert OFFERED.issubset(BEGUN)


def test_every_text_is_translated(tmp_path):
    needs_gettext()
    for name in SOURCES:
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "manage.py", tmp_path)
    which = [word for code in OFFERED for word in ("--locale", code)]
    command = [sys.executable, "manage.py", "makemessages", *which, "--no-location"]

    subprocess.run(command, cwd=tmp_path, env=os.environ | NOWHERE, check=True, capture_output=True)

    for code in OFFERED:
        found = catalogue(code, tmp_path / "locale")
        missing = [m.id for m in found if m.id and (m.fuzzy or not all(flat(m.string)))]
        assert missing == [], f"{code}: run `make messages`, translate what is empty, run it again"


@pytest.mark.parametrize("code", BEGUN)
def test_a_translation_keeps_the_blanks_and_the_markup(code):
    assert list(mistakes(code)) == []


@pytest.mark.parametrize("code", BEGUN)
def test_a_catalogue_compiles(code):
    needs_gettext()
    command = ["msgfmt", "--check", "--output-file", "/dev/null", written(code)]

    checked = subprocess.run(command, check=False, capture_output=True, text=True)

    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("code", BEGUN)
def test_numbers_bend_as_in_the_catalogue_of_django(code):
    """With another rule Django would look into its own texts apart, and say its plurals by ours."""
    rules = [
        (found.num_plurals, re.sub(r"[\s()]", "", found.plural_expr))
        for found in (catalogue(code), catalogue(code, DJANGOS))
    ]

    assert rules[0] == rules[1]


@pytest.mark.parametrize("code", BEGUN)
def test_no_text_was_forgotten_in_english(code):
    """Long texts that are the same in both languages are not translated yet."""
    found = catalogue(code)
    same = [m.id for m in found if isinstance(m.id, str) and m.id == m.string and len(m.id.split()) > 4]

    assert [text for text in same if text] == []


def test_the_words_of_django_are_said_otherwise_in_english_too():
    said = {flat(message.id)[0] for message in catalogue("en") if message.id}

    assert said == {*OTHER_WORDS, OTHER_COUNT[0]}
    assert [text for text in OTHER_WORDS if translation.gettext(text) == text] == []


def test_a_page_speaks_german():
    with translation.override("de"):
        assert translation.gettext("Nothing needs you today") != "Nothing needs you today"
