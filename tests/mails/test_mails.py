"""Every mail of the portal, word by word: its subject, what its HTML shows, and the same in its text part.

What they said when this was last agreed on stands in `said/`, one file a kind. Where a change of words is
meant, write the files anew with `RENEW_MAILS=1 make test ARGS=tests/mails`, and read the difference.
"""

import os
import re
import sys
from pathlib import Path

import pytest
import time_machine

from icaforum.mails import KINDS
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from tests.mails import rows
from tests.mails.reading import addresses, read, steady, words

SAID = Path(__file__).parent / "said"
LANGUAGES = ("en", "de")


@pytest.fixture
def letters(db, monkeypatch):
    """All variants of a kind in all languages: a function that goes from the kind to (variant, letter)."""

    def write(kind):
        monkeypatch.setattr(
            sys.modules[KINDS[kind].write.__module__], "database_now", lambda: rows.NOW, raising=False
        )
        with time_machine.travel(rows.NOW, tick=False):
            for variant, ids, reader in getattr(rows, kind)():
                for language in LANGUAGES:
                    if reader:
                        reader.language = language
                    message = Message(pk=1, kind=kind, person=reader, language=language, ids=ids)
                    yield f"{variant or 'always'} ({language})", written(message)

    return write


def said(variant, letter):
    """A mail for the file: its subject, the hidden line, the lines of its HTML."""
    preheader, lines = read(letter.html)
    head = [f"## {variant}", f"Subject: {letter.subject}"] + [f"Preheader: {preheader}"] * bool(preheader)
    return steady("\n".join([*head, "", *lines]) + "\n")


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_says_what_was_agreed_on(kind, letters):
    now = "\n".join(said(variant, letter) for variant, letter in letters(kind))
    if os.environ.get("RENEW_MAILS"):
        (SAID / f"{kind}.txt").write_text(now)

    assert now == (SAID / f"{kind}.txt").read_text()


@pytest.mark.parametrize("kind", KINDS)
def test_its_text_part_says_the_same_words_and_addresses_in_the_same_order(kind, letters):
    for variant, letter in letters(kind):
        _, shown = read(letter.html)
        _, told = read(letter.html, for_text=True)

        assert words(letter.text) == words("\n".join(told)), variant
        assert set(addresses("\n".join(shown))) <= set(addresses(letter.text)), variant
        assert not re.search(r"\n{3}|[ \t]\n|^\s|[^\n]\Z|\xa0", letter.text), variant


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_says_why_it_came_and_an_optional_one_how_to_stop_it(kind):
    parts = re.split("^## ", (SAID / f"{kind}.txt").read_text(), flags=re.MULTILINE)
    mails = [part for part in parts if "(en)" in part]

    assert mails
    assert ["You get this mail because " in mail for mail in mails] == [True] * len(mails)
    assert ["/unsubscribe/" in mail for mail in mails] == [KINDS[kind].optional] * len(mails)


def test_each_kind_has_its_file_and_each_file_its_kind():
    assert {path.stem for path in SAID.iterdir()} == set(KINDS)
