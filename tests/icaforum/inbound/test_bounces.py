"""Mails that came back, as mail servers write them; and what only looks like one."""

import pytest

from icaforum.inbound.models import Arrival
from icaforum.inbound.receiving import receive
from icaforum.outbox.actions import note_return
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Message, Returned
from tests.factories import make_user
from tests.icaforum.inbound import raws
from tests.icaforum.inbound.conftest import answer_by_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent():
    queue_mail("letter", to=make_user(), key="letter:1:1", ids={"letter": 1, "seat": 1})
    Message.objects.update(state="sent", accepted_at="2026-11-16T09:00:00Z")
    return Message.objects.get()


def filled(text, mail, **facts):
    return text.format(**{"address": mail.address, "message_id": mail.message_id} | facts).encode()


@pytest.mark.parametrize("server", raws.BOUNCES)
def test_a_mail_that_came_back_is_noted_at_the_mail_whichever_server_says_it(server, sent):
    words, text = raws.BOUNCES[server]

    arrival = receive(filled(text, sent))

    assert arrival.became == "bounce"
    assert Returned.objects.get().message == sent
    assert Returned.objects.get().words.startswith(words)
    assert list(Message.objects.that_came_back()) == [sent]
    assert (bytes(arrival.raw or b""), arrival.sender, arrival.subject, arrival.text) == (b"", "", "", "")


@pytest.mark.parametrize("kind", raws.DELAYS)
def test_a_delay_or_an_arrival_is_nothing(kind, sent):
    assert receive(filled(raws.DELAYS[kind], sent)).became == "automatic"
    assert not Returned.objects.exists()


def test_nobody_can_say_of_anothers_address_that_it_does_not_work(sent):
    """The Message-ID of a mail is known to its reader alone."""
    forged = filled(raws.BOUNCES["Postfix"][1], sent, message_id=f"<{'0' * 40}@testserver>")

    arrival = receive(forged)

    assert (arrival.became, arrival.why, arrival.subject) == (
        "unreadable",
        "bounce",
        "Undelivered Mail Returned to Sender",
    )
    assert not Returned.objects.exists()


def test_what_others_sent_in_our_name_and_got_back_bothers_nobody(sent):
    forged = filled(raws.BOUNCES["Postfix"][1], sent, message_id="<1@spam.example>", address="x@y.example")

    assert receive(forged).became == "automatic"


def test_an_answer_that_quotes_the_head_of_our_mail_is_no_bounce(sent):
    reply = answer_by_mail(sent.person, "forum@testserver", text=f"What is this?\n{sent.message_id}")

    assert receive(reply).became == "unknown"
    assert not Returned.objects.exists()


def test_a_mail_from_the_address_shows_that_it_works(door, sent):
    note_return(sent, words="4.2.2 full", by=None)
    assert Message.objects.that_came_back().exists()

    receive(answer_by_mail(sent.person, "forum@testserver", auth=raws.FAIL))
    assert Message.objects.that_came_back().exists()

    receive(answer_by_mail(sent.person, "forum@testserver", text="Now with proof."))
    assert not Message.objects.that_came_back().exists()


@pytest.mark.parametrize("program", raws.AUTOMATIC)
def test_what_a_program_answers_is_dropped(program, door, sent):
    head = raws.AUTOMATIC[program]
    raw = f"{head}From: {sent.address}\nTo: forum@testserver\nMessage-ID: <1@x.example>\n\nI am away."

    arrival = receive(raw.encode())

    assert (arrival.became, arrival.text) == ("automatic", "")
    assert Message.objects.count() == 1  # nothing is answered
    assert not Arrival.objects.to_look_at().exists()
