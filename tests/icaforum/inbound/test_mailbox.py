"""The mailbox is polled at a real server: Debian's dovecot."""

import imaplib
import os
import socket
import threading

import pytest
from django.db import connection

from icaforum.audit.models import Mishap
from icaforum.inbound import mailbox
from icaforum.inbound.mailbox import poll
from icaforum.inbound.models import Arrival
from icaforum.inbound.reading import MOST_BYTES
from icaforum.inbound.tasks import look_for_mail
from tests.icaforum.inbound.dovecot import PASSWORD, PROGRAM, USER, Dovecot
from tests.icaforum.inbound.test_receiving import HELLO, nested

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def dovecot():
    if not PROGRAM:
        # Where CI has installed it, it must be there.
        (pytest.fail if os.environ.get("REQUIRE_DOVECOT") else pytest.skip)("no dovecot on this machine")
    server = Dovecot()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def box(dovecot, settings):
    settings.INBOUND_MAILBOX = {
        "host": "127.0.0.1",
        "port": str(dovecot.port),
        "user": USER,
        "password": PASSWORD,
        "folder": "INBOX",
        "security": "plain",
    }
    return settings.INBOUND_MAILBOX


def numbered(number):
    return HELLO.replace(b"A question", b"Question %d" % number).replace(b"\n", b"\r\n")


def subjects():
    return sorted(Arrival.objects.values_list("subject", flat=True))


def test_what_lies_in_the_mailbox_is_taken_in_and_deleted_there(dovecot, box):
    dovecot.deliver(numbered(1), numbered(2), numbered(2))

    look_for_mail()

    assert (dovecot.left(), subjects()) == (0, ["Question 1", "Question 2"])
    look_for_mail()
    assert Arrival.objects.count() == 2


def test_a_bad_mail_keeps_none_back_and_a_large_one_is_read_by_its_beginning(dovecot, box):
    large = numbered(3) + b"x" * (MOST_BYTES + 1000)
    dovecot.deliver(nested(2000), b"\xff\xfe broken", large, numbered(4))

    assert poll() == 4

    assert dovecot.left() == 0
    assert subjects() == ["", "", "Question 3", "Question 4"]


def test_a_mailbox_that_was_never_emptied_is_taken_in_bit_by_bit(dovecot, box, monkeypatch):
    """The library takes no list of a hundred thousand mails; here it takes none of a hundred and fifty."""
    monkeypatch.setattr(imaplib, "_MAXLINE", 400)
    monkeypatch.setattr(mailbox, "LOOKED_AT", 20)
    dovecot.deliver(*map(numbered, range(100, 250)))

    assert [poll() for _run in range(4)] == [50, 50, 50, 0]

    assert (dovecot.left(), Arrival.objects.count(), Mishap.objects.count()) == (0, 150, 0)


def test_what_others_marked_as_deleted_hides_nothing_behind_it(dovecot, box, monkeypatch):
    monkeypatch.setattr(mailbox, "LOOKED_AT", 2)
    dovecot.deliver(*map(numbered, range(300, 306)))
    with mailbox._opened(box) as server:
        server.store("1:4", "+FLAGS", r"(\Deleted)")

    assert poll() == 2
    assert subjects() == ["Question 304", "Question 305"]


def test_one_that_cannot_be_taken_in_stays_in_the_mailbox_and_the_next_one_is_taken(
    dovecot, box, monkeypatch
):
    receive = mailbox.receive

    def fails_at_five(raw):
        if b"Question 5" in raw:
            raise RuntimeError("the database is away")
        return receive(raw)

    monkeypatch.setattr(mailbox, "receive", fails_at_five)
    dovecot.deliver(numbered(5), numbered(6))

    assert poll() == 1
    assert (dovecot.left(), subjects()) == (1, ["Question 6"])

    monkeypatch.undo()
    assert poll() == 1
    assert (dovecot.left(), subjects()) == (0, ["Question 5", "Question 6"])


def test_one_that_was_taken_in_before_it_could_be_deleted_is_not_taken_twice(dovecot, box):
    dovecot.deliver(numbered(7))
    mailbox.receive(numbered(7))  # and the process was killed

    assert poll() == 1
    assert (dovecot.left(), Arrival.objects.count()) == (0, 1)


def test_a_mailbox_that_is_away_is_said_on_today_until_it_is_back(dovecot, box):
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        box["port"] = str(nobody.getsockname()[1])
    assert (poll(), Mishap.objects.count()) == (0, 1)
    box["port"], box["password"] = str(dovecot.port), "wrong"
    assert (poll(), Mishap.objects.get().count) == (0, 2)
    assert "wrong" not in Mishap.objects.get().error
    box["password"], box["folder"] = PASSWORD, "Nowhere"
    assert (poll(), Mishap.objects.get().count) == (0, 3)

    box["folder"] = "INBOX"
    poll()

    assert not Mishap.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_poll_at_once_take_each_mail_once(dovecot, box):
    dovecot.deliver(*map(numbered, range(10, 20)))

    def look():
        poll()
        connection.close()

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (dovecot.left(), Arrival.objects.count()) == (0, 10)
    assert set(Arrival.objects.values_list("became", flat=True)) == {"unknown"}
