"""The portal in a language of tests, 40 per cent longer: no page and no mail says anything in English."""

import sys
from html.parser import HTMLParser

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from cities.models import User
from icaforum.mails import KINDS
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message
from tests import factories, pseudo
from tests.hostile_world import World
from tests.mails import rows
from tests.mails.reading import VOID, read

READ_OUT = ("title", "placeholder", "aria-label", "alt")
# The page of components is for whoever builds; the mails of the demo are in the language of their readers.
ENGLISH = ("/styleguide/", "/demo/inbox/")
# Whoever is let in first: of the pages of members each is looked at once.
READERS = ("a lead", "an officer", "another lead", "a visitor", "staff")
SAMPLES = pseudo.Data(
    [*pseudo.written_in(rows, factories), "Extreme heat", "Lima", "Oslo", "Loans"],
    # Cut off where a title ends.
    words=[*pseudo.WORD.findall(rows.MARKS), "slash"],
)
LONGEST_SUBJECT, LONGEST_PREHEADER = 130, 110


@pytest.fixture(scope="module")
def language(tmp_path_factory):
    with pseudo.spoken(tmp_path_factory.mktemp("locale")):
        yield pseudo.CODE


class Said(HTMLParser):
    """All that is read on a page or read out, but for the words of people and other languages' own names."""

    def __init__(self, html):
        super().__init__()
        self.texts, self.language, self._apart = [], None, 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = given.get("lang")
        apart = tag in {"script", "style"} or "meanwhile__text" in given.get("class", "")
        if self._apart or apart or (tag != "html" and "lang" in given):
            self._apart += tag not in {*VOID, "input"}
        told = [value for name, value in given.items() if name.startswith("data-") and value[:1] != "{"]
        self.texts += [given[name] for name in READ_OUT if name in given]
        self.texts += [value for value in told if " " in value]

    def handle_endtag(self, _tag):
        self._apart -= self._apart > 0

    def handle_data(self, data):
        if not self._apart:
            self.texts.append(data)


def answers(world):
    """Each page with whoever is let in."""
    clients = {}
    for who in READERS:
        clients[who] = Client(headers={"accept-language": pseudo.CODE})
        if person := world.people[who]:
            clients[who].force_login(person)
    for address in sorted(set(world.starts)):
        for who in ("staff",) if "/admin/" in address else READERS:
            answer = clients[who].get(address)
            if answer.status_code == 200 or answer.status_code >= 500:
                yield f"{who} {address}", answer
                break


@pytest.mark.slow
@pytest.mark.django_db
def test_no_page_says_anything_in_english(language):
    world = World()
    User.objects.update(language=language)
    found, seen = {}, 0
    # Titles that are cut, and what a draft begins with, in the language of the draft.
    cut = ["Who pays the hosts", "Learn beside one pilot city for …", "What we asked: Who pays for guards?"]
    data = pseudo.Data([*pseudo.stored(), *cut])

    for where, answer in answers(world):
        if "text/html" in answer.headers["Content-Type"] and not any(it in where for it in ENGLISH):
            seen += 1
            page = Said(answer.text)
            assert page.language in {language, None}, where
            wrong = {" ".join(text.split())[:120] for text in set(page.texts) if data.english(text)}
            found |= dict.fromkeys(wrong, where)

    assert found == {}
    assert seen > 300


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_no_mail_says_anything_in_english(kind, language, monkeypatch):
    write = sys.modules[KINDS[kind].write.__module__]
    monkeypatch.setattr(write, "database_now", lambda: rows.NOW, raising=False)
    mails = []
    with time_machine.travel(rows.NOW, tick=False):
        for variant, ids, reader in getattr(rows, kind)():
            if reader:
                reader.language = language
            letter = written(Message(pk=1, kind=kind, person=reader, language=language, ids=ids))
            mails.append((variant, letter))

    for variant, letter in mails:
        preheader, _lines = read(letter.html)
        lines = [letter.subject, preheader, *letter.text.splitlines()]
        assert [line for line in lines if SAMPLES.english(line)] == [], variant
        assert len(letter.subject) <= LONGEST_SUBJECT, variant
        assert len(preheader) <= LONGEST_PREHEADER, variant


@pytest.mark.parametrize(
    "text",
    [
        'Hello %(name)s, <a href="{url}">read</a> it at https://forum.example/read or ask ana@forum.example.',
        "%(n)s&nbsp;cities",
        " of ",
        "PDF",
    ],
)
def test_the_language_keeps_what_is_no_word(text):
    said = pseudo.pseudo(text)

    assert pseudo.KEPT.findall(said) == pseudo.KEPT.findall(text)
    assert (said[0] == " ", said[-1] == " ") == (text[0] == " ", text[-1] == " ")
    assert pseudo.WORD.findall(pseudo.KEPT.sub("", said)) == []


def test_it_is_about_forty_per_cent_longer(language):
    texts = [text for _context, text in pseudo.texts() if isinstance(text, str)]
    with translation.override(language):
        said = [translation.gettext(text) for text in texts]

    assert 1.3 < sum(map(len, said)) / sum(map(len, texts)) < 1.45
