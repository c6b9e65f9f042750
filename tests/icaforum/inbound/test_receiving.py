"""Each mail is handled once, whatever happens meanwhile; and none is too strange to be taken in."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from icaforum.audit.models import Mishap
from icaforum.inbound import receiving
from icaforum.inbound.actions import NothingToDo, settle_arrival
from icaforum.inbound.addresses import door_is_open
from icaforum.inbound.kinds import Became, Outcome, handlers
from icaforum.inbound.models import Arrival
from icaforum.inbound.quotes import without_quotes, without_signature
from icaforum.inbound.reading import MOST_BYTES, read_mail
from icaforum.inbound.receiving import deal_with_waiting, receive
from icaforum.inbound.tasks import forget_arrivals, look_for_mail
from icaforum.outbox.models import Message
from tests.factories import make_staff

HELLO = (
    b"From: Ana <ana@city.example>\nTo: forum@testserver\nDate: Mon, 16 Nov 2026 10:00:00 +0000\n"
    b"Subject: A question\n\nWhen is the next webinar?\n"
)


class Slow:
    """Handlers that take a while, and count."""

    answers = {}

    def __init__(self, waits=0.0, fails=0):
        self.waits, self.fails, self.count = waits, fails, 0

    def heard_from(self, _sender):
        self.calendar(None)

    def calendar(self, _reply):
        self.count += 1
        time.sleep(self.waits)
        if self.count <= self.fails:
            raise RuntimeError("the portal fails at ana@city.example")
        return Outcome(Became.CALENDAR)


@pytest.fixture
def handling(settings, monkeypatch):
    """Handlers of the test, called for each mail from a proven sender."""

    def put(**facts):
        slow = Slow(**facts)
        monkeypatch.setattr("tests.icaforum.inbound.test_receiving.TABLE", slow)
        handlers.cache_clear()
        return slow

    settings.INBOUND_HANDLERS = "tests.icaforum.inbound.test_receiving.TABLE"
    settings.INBOUND_AUTHSERV = "mx.forum.example"
    yield put
    handlers.cache_clear()


TABLE = Slow()
PROVEN = b"Authentication-Results: mx.forum.example; dmarc=pass\n" + HELLO


def at_once(number=2):
    def take():
        receive(PROVEN)
        connection.close()

    threads = [threading.Thread(target=take) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_handle_a_mail_once_and_would_twice_without_the_lock(handling, monkeypatch):
    slow = handling(waits=0.3)
    at_once()
    assert (slow.count, Arrival.objects.count()) == (1, 1)

    Arrival.objects.all().delete()
    slow = handling(waits=0.3)
    monkeypatch.setattr(receiving, "_claimed", lambda key: Arrival.objects.waiting().filter(pk=key).first())
    at_once()
    assert slow.count == 2


@pytest.mark.django_db
def test_what_fails_is_undone_and_done_by_the_clock(handling):
    slow = handling(fails=1)

    arrival = receive(PROVEN)
    assert (arrival.became, bytes(arrival.raw)) == ("", PROVEN)
    assert Mishap.objects.count() == 1

    assert (deal_with_waiting(), deal_with_waiting()) == (1, 0)
    arrival.refresh_from_db()
    assert (arrival.became, arrival.raw, slow.count) == ("unknown", None, 2)
    assert not Mishap.objects.exists()


@pytest.mark.django_db
def test_a_mail_at_which_we_always_fail_is_set_aside_for_a_person(handling):
    handling(fails=99)
    receive(PROVEN)

    for _ in range(9):
        look_for_mail()

    arrival = Arrival.objects.get()
    assert (arrival.became, arrival.why, arrival.tries) == ("unreadable", "failed", 5)
    assert (arrival.sender, arrival.subject, arrival.text) == ("ana@city.example", "A question", "")


@pytest.mark.django_db
def test_the_same_mail_on_another_way_is_the_same_mail():
    receive(HELLO)
    for again in (
        HELLO,
        HELLO.replace(b"\n", b"\r\n"),
        b"Received: by a\nDelivered-To: b@c.example\n" + HELLO,
        HELLO + b"\n",
    ):
        receive(again)
        receive(again, to=["x@forum.example"])
    assert Arrival.objects.count() == 1

    for other in (HELLO.replace(b"next", b"last"), HELLO.replace(b"10:00:00", b"10:00:01")):
        receive(other)
    assert Arrival.objects.count() == 3


@pytest.mark.django_db
def test_what_nobody_knows_is_never_answered_and_stands_for_staff_until_somebody_has_dealt_with_it(client):
    arrival = receive(HELLO)

    assert (arrival.became, arrival.sender, arrival.text) == (
        "unknown",
        "ana@city.example",
        "When is the next webinar?",
    )
    assert not Message.objects.exists()
    ana = make_staff()
    client.force_login(ana)
    (unread,) = client.get(reverse("admin:index")).context["waiting"]
    assert unread.count == client.get(unread.url).context["cl"].result_count == 1
    page = reverse("admin:inbound_arrival_change", args=[arrival.pk])
    assert "When is the next webinar?" in client.get(page).text

    client.post(reverse("admin:inbound_arrival_verb", args=[arrival.pk, "settle"]))

    arrival.refresh_from_db()
    assert (arrival.sender, arrival.subject, arrival.text) == ("", "", "")
    assert client.get(reverse("admin:index")).context["waiting"] == []
    with pytest.raises(NothingToDo):
        settle_arrival(arrival, by=ana)


@pytest.mark.django_db
def test_nothing_is_kept_for_long():
    receive(HELLO)
    forget_arrivals(now=timezone.now() + timedelta(days=29))
    assert Arrival.objects.exists()

    forget_arrivals(now=timezone.now() + timedelta(days=31))

    assert not Arrival.objects.exists()


@pytest.mark.django_db
def test_without_settings_the_door_is_closed(client):
    assert not door_is_open()
    look_for_mail()
    for name in ("arrived", "told"):
        assert client.post(reverse(f"inbound:{name}"), b"{}", "application/json").status_code == 404


def nested(depth):
    head = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(depth)
    )
    return b"From: a@b.example\n" + head + b"\nHello"


ENTRY = (
    b"Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:\x001\n%s\nEND:VEVENT\n"
)
REPORT = b"Content-Type: message/delivery-status\n"
PARTS = b"Content-Type: multipart/mixed; boundary=b\n\n"
LONG = b"x" * 100_000
HOSTILE = {
    "nothing": b"",
    "zeros": b"\x00" * 5000,
    "all bytes": bytes(range(256)) * 40,
    "no head": b"\n\nHello",
    "nested parts": nested(2000),
    "some nested parts": nested(39),
    "mails within mails": b"Content-Type: message/rfc822\n\n" * 5000,
    "many parts": b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\n" * 100_000,
    "many small parts": b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\n" * 900,
    "a boundary of one sign": b'Content-Type: multipart/mixed; boundary="-"\n\n' + b"---\n" * 900,
    "a type without end": b"Content-Type: text/plain" + b';"' * 500_000 + b"\n\nHello",
    "a type over many lines": b"Content-Type: text/plain" + b';\n a="' * 100_000 + b"\n\nHello",
    "a subject without end": b"Subject: " + b"=?utf-8?q?" * 100_000 + b"\n\nHello",
    "nested comments in From": b"From: " + b"(" * 50_000 + b"\n\nHello",
    "many senders": b"From: " + b"a@b.example," * 20_000 + b"\n\nHello",
    "many heads": b"".join(b"X-%d: 1\n" % n for n in range(50_000)) + b"\nHello",
    "comments in results": b"From: a@b.example\nAuthentication-Results: "
    + b"(" * 4000
    + b")" * 4000
    + b"\n\nx",
    "an unknown charset": b"Content-Type: text/plain; charset=none\xff\n\nH\xe9llo",
    "utf-7": b"Content-Type: text/plain; charset=utf-7\n\n+AAA-+2AA-",
    "broken base64": b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!=" + LONG,
    "uuencoded": b"Content-Transfer-Encoding: x-uuencode\n\nbegin 644 x\n" + LONG,
    "a name of a file in pieces": b"Content-Disposition: attachment; filename*99999999999999999999*=x\n\nx",
    "html, deep": b"Content-Type: text/html\n\n" + b"<div>" * 30_000,
    "html, many quotes": b"Content-Type: text/html\n\n" + b"<blockquote>" * 10_000,
    "a calendar without end": b"Content-Type: text/calendar\n\nMETHOD:REPLY\n" + b"BEGIN:VEVENT\n" * 20_000,
    "a calendar without people": ENTRY % b"" + b"END:VCALENDAR\n",
    "a calendar with strange times": ENTRY
    % b"ATTENDEE;PARTSTAT=DECLINED:x\nDTSTAMP:99999999T999999Z\nSEQUENCE:1e9",
    "a report of nothing": REPORT + b"\nAction: failed\n\n\nFinal-Recipient: \xff;;\n",
    "a report in a report": REPORT + b"\nContent-Type: multipart/x; boundary=b\n\nAction: failed\n--b--",
    "too large": b"From: a@b.example\nSubject: Big\n\n" + b"x" * (MOST_BYTES + 10),
    "lone surrogates": b"Subject: =?utf-16?b?2AA=?=\nFrom: \xed\xa0\x80@b.example\n\n\xed\xa0\x80",
    "turned words": "Subject: \u202eabc\u2028\n\n\u202eHello".encode(),
    "quotes without end": b"From: a@b.example\n\n" + b"On 1 wrote:\n" * 50_000,
    "a type without end behind a bare line end": PARTS
    + b"--b\rContent-Type: text/plain"
    + b";" * 1_500_000
    + b"\r\rx",
    "many parts behind bare line ends": PARTS + b"--b\r\r" * 400_000,
    "many parts of long types": PARTS + (b"--b\nContent-Type: text/plain" + b";" * 1900 + b"\n\nx\n") * 990,
    "many lines within parts": nested(39) + b"\n" * 2_000_000,
    "a report of many blocks": REPORT + b"\n" + b"a:\n\n" * 500_000,
    "a report of empty blocks": REPORT + b"\n" * 2_000_000,
    "a mail of many broken words in a mail": b"Content-Type: message/rfc822\n\n"
    + (b"X: " + b"=?a?q?" * 1300 + b"\n") * 250,
    "a slow charset": b"Content-Type: text/plain; charset=punycode\n\n" + b"a" * 2_000_000,
    "long addresses": (b"To: " + b"a" * 7900 + b"!@x.example\n") * 15 + b"\nHello",
    "html, a name without end": b"Content-Type: text/html\n\n<" + b"a" * 200_000,
    "dividers of all kinds": b"From: a@b.example\n\n" + b"> " * 500_000,
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", HOSTILE)
def test_no_mail_is_too_strange_or_takes_long(name):
    began = time.monotonic()

    arrival = receive(HOSTILE[name])

    assert arrival.became
    assert not Mishap.objects.exists()  # read or set aside, and no fault of ours
    assert time.monotonic() - began < 5


def test_words_that_mails_are_made_of_are_words():
    text = "The boundary of the city:\ncontent-type: none\n" * 100

    assert read_mail(b"From: a@b.example\n\n" + text.encode()).text == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "Hello" + "\n" * 199_990 + "-- ",
        "-" * 200_000,
        "- " * 100_000,
        "a@b:\n>\n" * 28_000,
        "On 1 wrote" + "wrote" * 39_000,
        "From: " + " " * 199_000,
    ],
)
def test_no_answer_is_too_long_to_take_its_quotes_out(text):
    began = time.monotonic()

    without_quotes(text)

    assert time.monotonic() - began < 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["zeros", "a calendar with strange times", "turned words", "lone surrogates"]
)
def test_what_staff_see_of_a_strange_mail_is_a_page(name, client):
    arrival = receive(HOSTILE[name])
    client.force_login(make_staff())

    page = client.get(reverse("admin:inbound_arrival_change", args=[arrival.pk]))
    assert (page.status_code, client.get(reverse("admin:inbound_arrival_changelist")).status_code) == (
        200,
        200,
    )


@pytest.mark.parametrize(
    ("head", "sender"),
    [
        ("From: Luz <LUZ@Lima.example>", "luz@lima.example"),
        ('From: "mara@oslo.example" <luz@lima.example>', "luz@lima.example"),
        ("From: =?utf-8?q?mara=40oslo=2Eexample?= <luz@lima.example>", "luz@lima.example"),
        ("From: =?utf-8?q?mara=40oslo=2Eexample=3E=2C_x_=3C?=luz@lima.example", ""),
        ("From: mara@oslo.example, luz@lima.example", ""),
        ("From: mara@oslo.example\nFrom: luz@lima.example", ""),
        ("From: undisclosed", ""),
        ("Sender: luz@lima.example", ""),
    ],
)
def test_a_sender_is_the_one_address_in_from(head, sender):
    found = read_mail(f"{head}\nSubject: x\n\nHello".encode()).sender

    assert found in ({sender} if sender else {"", found} - {"mara@oslo.example", "luz@lima.example"})


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("We paid the hosts.\n\nBest\nMara López\nOffice\n+49 30 12", "We paid the hosts.\n\nBest"),
        ("We paid.\n\nOffice of heat\nmara@city.example\nMain street 1", "We paid."),
        ("Ask Mara López.\nShe knows.", "Ask Mara López.\nShe knows."),
        ("Mara López", "Mara López"),
        ("Write to mara@city.example, who knows.", "Write to mara@city.example, who knows."),
    ],
)
def test_a_signature_without_a_divider_is_cut_by_its_writers_name_or_address(text, left):
    assert without_signature(text, name="Mara López", address="Mara@city.example") == left
