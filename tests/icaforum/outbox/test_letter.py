"""A mail in words and as an e-mail: in the reader's language and zone, with heads that nobody can bend."""

import email
import re
from datetime import UTC, datetime
from email import policy
from email.utils import parsedate_to_datetime

import pytest
from django.utils import timezone, translation
from icalendar import Calendar

from icaforum.mails import KINDS as PORTAL_KINDS
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.kinds import Content, Kind, kinds
from icaforum.outbox.letter import Letter, as_email, header_line, unsubscribe_url, written
from icaforum.outbox.links import read
from icaforum.outbox.models import Message
from tests.factories import make_user
from tests.icaforum.outbox.kinds import KINDS, WHY

pytestmark = pytest.mark.django_db

HOSTILE = [
    "Bcc: all@city.example\r\nBcc: all@city.example",
    "line\nbreak",
    "carriage\rreturn",
    "null\x00byte",
    "vertical\x0btab\x0cfeed",
    "next\x85line",
    "separators\u2028and\u2029paragraphs",
    "turned \u202egpj.exe",
    '"quoted" <evil@city.example>, x@city.example',
    "comma, (comment); colon:",
    "=?utf-8?q?=0D=0ABcc:_all@city.example?=",
    "a" * 5000,
    "Łódź 東京 📬",
    "\ud800 half a pair",
]


def mail_of(kind="plain", to=None, **ids):
    queue_mail(kind, to=to or make_user(), key=f"{kind}:{Message.objects.count()}", ids=ids)
    return Message.objects.latest("pk")


def on_the_wire(message, letter=None):
    """The mail as a mail program reads it."""
    sent = as_email(message, letter or written(message)).message().as_bytes()
    return email.message_from_bytes(b"\r\n".join(sent.splitlines()), policy=policy.default)


def test_a_mail_is_in_the_language_and_the_zone_of_its_reader_whoever_causes_it():
    reader = make_user(language="de", time_zone="Pacific/Auckland")
    with translation.override("en"), timezone.override("Europe/Lisbon"):
        letter = written(mail_of(to=reader, name="Mara"))
        around = translation.get_language(), timezone.get_current_timezone_name()

    assert letter.subject == "Ja, Mara"
    assert around == ("en", "Europe/Lisbon")


def test_times_are_on_the_clock_of_the_reader(monkeypatch):
    words = Content("outbox_tests/plain", {"name": "you", "when": datetime(2027, 3, 16, 17, 0, tzinfo=UTC)})
    monkeypatch.setitem(KINDS, "plain", Kind(write=lambda _ids: words, title="Plain mail", why=WHY))
    readers = [make_user(time_zone=zone) for zone in ("Pacific/Auckland", "America/Lima", "nowhere")]

    texts = [written(mail_of(to=reader)).text for reader in readers]

    assert [re.findall(r"^2027-.*", text, re.MULTILINE) for text in texts] == [
        ["2027-03-17 06:00"],
        ["2027-03-16 12:00"],
        ["2027-03-16 17:00"],
    ]


def test_an_address_without_account_is_written_to_in_the_language_it_chose():
    queue_mail("plain", to="neu@stadt.example", key="1", ids={"name": "Mara"}, language="de")

    assert written(Message.objects.get()).subject == "Ja, Mara"


def test_plain_text_is_not_escaped_and_html_is():
    letter = written(mail_of(name="Küche & <Co>"))

    assert letter.subject == "Yes, Küche & <Co>"
    assert "Yes, Küche & <Co>" in letter.text.splitlines()
    assert "Yes, Küche &amp; &lt;Co&gt;</h1>" in letter.html
    assert "\n\n\n" not in letter.text


def test_a_subject_is_cut_and_the_heading_made_of_it_is_whole():
    name = "a" * 400

    letter = written(mail_of(name=name))

    assert letter.subject == f"Yes, {name}"[:200]
    assert f"Yes, {name}" in letter.text.splitlines()


def test_each_mail_says_why_it_came():
    letter = written(mail_of())

    assert WHY in letter.text
    assert WHY in letter.html


@pytest.mark.parametrize("kind", [name for name in KINDS if name != "broken"])
def test_the_head_of_every_kind(kind):
    message = mail_of(kind, name="Ana Ruiz")
    queued = Message.objects.get()

    mail = on_the_wire(message)

    assert mail["Message-ID"] == queued.message_id
    assert parsedate_to_datetime(mail["Date"]) == queued.created_at.replace(microsecond=0)
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert [address.addr_spec for address in mail["To"].addresses] == [queued.address]
    assert (mail["Cc"], mail["Bcc"]) == (None, None)
    assert mail["From"].addresses[0].addr_spec == "forum@testserver"
    assert len(mail["Reply-To"].addresses) == 1
    assert ("List-Unsubscribe" in mail, "List-Unsubscribe-Post" in mail) == (KINDS[kind].optional,) * 2


def test_an_optional_kind_is_switched_off_with_one_click():
    message = mail_of("bulk")
    url = unsubscribe_url(message)

    mail = on_the_wire(message)

    assert mail["List-Unsubscribe"].strip() == f"<{url}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert url.startswith("http://testserver/unsubscribe/")
    assert url in written(message).text
    token = url.removeprefix("http://testserver/unsubscribe/").rstrip("/")
    assert read("unsubscribe", token).key == message.pk


def test_a_mail_comes_from_the_forum_and_answers_reach_a_person(settings):
    mail = on_the_wire(mail_of())

    assert mail["From"] == "ICA Forum <forum@testserver>"
    assert mail["Reply-To"] == f"The secretariat <{settings.CONTACT_EMAIL}>"


COLOGNE = "xn--kln-sna.example"


def test_every_address_of_a_head_is_written_in_ascii(settings):
    settings.DEFAULT_FROM_EMAIL, settings.BASE_URL = "Forum <forum@köln.example>", "https://köln.example"
    settings.CONTACT_EMAIL = "hilfe@köln.example"
    person = make_user(email="info@köln.example")
    answers = mail_of("answered", to=person, name="Jörg", reply_to="Jörg <info@köln.example>")
    nobody = mail_of("answered", to=person, name="Jörg", reply_to="jörg@köln.example")

    mail, fallback, bulk = on_the_wire(answers), on_the_wire(nobody), on_the_wire(mail_of("bulk", to=person))

    assert mail["To"].addresses[0].addr_spec == f"info@{COLOGNE}"
    assert mail["From"].addresses[0].addr_spec == f"forum@{COLOGNE}"
    assert (mail["Reply-To"].addresses[0].display_name, mail["Reply-To"].addresses[0].addr_spec) == (
        "Jörg",
        f"info@{COLOGNE}",
    )
    assert fallback["Reply-To"].addresses[0].addr_spec == f"hilfe@{COLOGNE}"
    assert bulk["List-Unsubscribe"].isascii()
    head = as_email(answers, written(answers)).message().as_bytes().partition(b"\n\n")[0]
    assert b"Message-ID: " + answers.message_id.encode() in head


def test_a_mail_in_a_persons_name_says_so_and_answers_reach_them():
    mail = on_the_wire(mail_of("answered", name="Ana Ruiz", reply_to="Ana Ruiz <ana@city.example>"))

    assert mail["From"].addresses[0].display_name == "Ana Ruiz via ICA Forum"
    assert mail["From"].addresses[0].addr_spec == "forum@testserver"
    assert mail["Reply-To"] == "Ana Ruiz <ana@city.example>"


@pytest.mark.parametrize("kind", PORTAL_KINDS)
def test_no_name_no_title_and_no_address_adds_a_line_to_a_head(kind, settings):
    settings.OUTBOX_KINDS = "icaforum.mails.KINDS"
    kinds.cache_clear()
    queue_mail(kind, to=make_user(), key="1", ids={})
    message = Message.objects.get()
    clean = on_the_wire(message, Letter("Hello", "text", "html", "", "ana@city.example", "Ana")).keys()

    for bad in HOSTILE:
        mail = on_the_wire(message, Letter(header_line(bad), "text", "html", "", bad, bad))

        assert mail.keys() == clean
        assert [address.addr_spec for address in mail["From"].addresses] == ["forum@testserver"]
        assert (len(mail["Reply-To"].addresses), len(mail["To"].addresses)) == (1, 1)


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_in_a_subject_stays_one_line_of_modest_length(name):
    message = Message(kind="plain", address="a@city.example", language="en", ids={"name": name})

    subject = written(message).subject

    assert len(subject) <= 200
    assert len(subject.splitlines()) == 1
    assert subject.startswith("Yes, ")


def test_a_head_has_no_encoded_word_and_no_turned_line_of_ours():
    assert header_line("=?utf-8?q?Bcc?=\n turned \u202egpj.exe") == "= ?utf-8?q?Bcc?= turned gpj.exe"


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_a_calendar_entry_travels_as_mail_programs_expect_it(method):
    mail = on_the_wire(mail_of("invited", method=method))
    alternative, attached = mail.iter_parts()
    parts = list(alternative.iter_parts())

    assert (mail.get_content_type(), alternative.get_content_type()) == (
        "multipart/mixed",
        "multipart/alternative",
    )
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html", "text/calendar"]
    assert dict(parts[2]["Content-Type"].params) == {"method": method, "charset": "utf-8"}
    named = "cancelled.ics" if method == "CANCEL" else "invitation.ics"
    assert (attached.get_content_type(), attached.get_filename()) == ("application/ics", named)
    assert attached["Content-Disposition"].content_disposition == "attachment"
    shown, file = (Calendar.from_ical(part.get_payload(decode=True)) for part in (parts[2], attached))
    assert shown == file
    assert str(file.walk("VEVENT")[0]["SUMMARY"]) == "Cool rooms – «Kühle Räume»"


def test_a_mail_without_calendar_entry_is_text_and_html():
    mail = on_the_wire(mail_of())

    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_a_mail_that_waited_for_its_moment_is_dated_by_it():
    later = datetime(2031, 1, 2, 3, 4, 5, tzinfo=UTC)
    queue_mail("plain", to=make_user(), key="1", ids={}, due_at=later)

    assert parsedate_to_datetime(on_the_wire(Message.objects.get())["Date"]) == later


@pytest.mark.parametrize("name", PORTAL_KINDS)
def test_every_kind_of_the_portal_says_what_it_is_and_why_it_comes(name):
    kind = PORTAL_KINDS[name]

    assert str(kind.title)
    assert str(kind.why)
    assert len(name) <= 60
    assert not (kind.optional and kind.sensitive), "what is confidential was asked for"
