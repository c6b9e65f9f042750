"""Queueing a mail: once for each key, only if the action goes through, whatever the broker does."""

import re
from time import monotonic

import pytest
from celery import Celery, current_app
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation

from icaforum.outbox import compose
from icaforum.outbox.compose import cancel_mails, queue_mail
from icaforum.outbox.models import Message
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@transaction.atomic
def queue_and_fail():
    assert queue_mail("plain", to="a@city.example", key="undone", ids={})
    raise ZeroDivisionError


def test_a_mail_to_a_person_is_a_row_that_holds_ids_and_no_words():
    person = make_user(email="mara@city.example")

    queued = queue_mail("plain", to=person, key="plain:1", ids={"application": 7})

    mail = Message.objects.get()
    assert queued
    assert (mail.kind, mail.person, mail.address) == ("plain", person, "mara@city.example")
    assert (mail.ids, mail.subject, mail.text, mail.html) == ({"application": 7}, "", "", "")
    assert (mail.state, mail.attempts, mail.sensitive, mail.priority) == ("pending", 0, False, 5)
    assert re.fullmatch(r"<[0-9a-f]{40}@testserver>", mail.message_id)


def test_the_same_key_queues_one_mail_for_ever():
    person = make_user()
    queue_mail("plain", to=person, key="plain:1", ids={"n": 1})

    again = queue_mail("plain", to=person, key="plain:1", ids={"n": 2})

    assert not again
    assert [mail.ids for mail in Message.objects.all()] == [{"n": 1}]


def test_the_same_mail_has_the_same_message_id_for_ever_and_another_has_another():
    def named(key, to):
        queue_mail("plain", to=to, key=key, ids={})
        mail = Message.objects.get()
        mail.delete()  # as a restore does to what came after the backup
        return mail.message_id

    first = named("plain:1", "mara@city.example")

    assert named("plain:1", "Mara@City.example") == first
    assert len({first, named("plain:2", "mara@city.example"), named("plain:1", "kim@city.example")}) == 3
    assert "mara" not in first


@pytest.mark.parametrize("address", ["p\u0131lot@city.example", "j\u00f6rg@city.example"])
def test_a_letter_that_no_header_can_hold_is_refused_before_a_row_is_written(address):
    with pytest.raises(ValidationError):
        queue_mail("plain", to=address, key="1", ids={})

    assert not Message.objects.exists()


def test_an_address_without_account_is_written_to_in_the_language_that_was_read():
    with translation.override("de"):
        queue_mail("plain", to="neu@stadt.example", key="plain:1", ids={})
    queue_mail("plain", to="new@city.example", key="plain:2", ids={}, language="fr")

    assert list(Message.objects.order_by("pk").values_list("person", "language")) == [
        (None, "de"),
        (None, "fr"),
    ]


def test_confidential_and_bulk_kinds_say_so_on_the_row():
    queue_mail("code", to="a@city.example", key="1", ids={})
    queue_mail("bulk", to="a@city.example", key="2", ids={})

    assert list(Message.objects.order_by("pk").values_list("sensitive", "priority")) == [
        (True, 1),
        (False, 9),
    ]


def test_a_mail_may_wait_for_its_moment_and_lose_its_point():
    moment = timezone.now().replace(year=2031)

    queue_mail("plain", to="a@city.example", key="1", ids={}, due_at=moment, expires_at=moment)

    mail = Message.objects.get()
    assert (mail.due_at, mail.wanted_at, mail.expires_at, mail.dated) == (moment, moment, moment, moment)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b@c",
        "a@city.example\nBcc: b@city.example",
        "a@city.example\r\n",
        "a\x00@city.example",
    ],
)
def test_an_address_that_is_none_is_refused_before_a_row_is_written(address):
    with pytest.raises(ValidationError):
        queue_mail("plain", to=address, key="1", ids={})

    assert not Message.objects.exists()


def test_a_kind_that_does_not_exist_is_refused():
    with pytest.raises(KeyError):
        queue_mail("newsletter", to="a@city.example", key="1", ids={})


@pytest.mark.django_db(transaction=True)
def test_an_action_that_fails_after_queueing_leaves_no_mail_and_wakes_nobody(monkeypatch):
    woken = []
    monkeypatch.setattr(compose, "wake", lambda: woken.append(1))

    with pytest.raises(ZeroDivisionError):
        queue_and_fail()

    assert (Message.objects.count(), woken) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_the_sender_is_woken_once_after_the_commit_however_many_mails_it_brings(monkeypatch):
    woken = []
    monkeypatch.setattr(compose, "wake", lambda: woken.append(Message.objects.count()))

    with transaction.atomic():
        for n in range(3):
            queue_mail("plain", to="a@city.example", key=str(n), ids={})
        with pytest.raises(ZeroDivisionError):
            queue_and_fail()
        assert woken == []

    assert woken == [3]


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_is_logged_delays_nobody_and_loses_nothing(caplog, settings):
    portal = current_app._get_current_object()
    settings.CELERY_BROKER_URL = "redis+socket:///nowhere/valkey.sock"
    lonely = Celery(set_as_current=False)
    lonely.config_from_object("django.conf:settings", namespace="CELERY")
    lonely.set_current()
    start = monotonic()
    try:
        queue_mail("plain", to="a@city.example", key="1", ids={})
    finally:
        portal.set_current()

    assert monotonic() - start < 1
    assert [record.message for record in caplog.records] == [
        "The broker is not there; the mails wait for the clock."
    ]
    assert Message.objects.get().state == "pending"


def test_what_goes_over_the_broker_holds_no_address_and_no_words():
    with current_app.connection_for_write() as connection:
        queue = connection.SimpleQueue(current_app.conf.task_default_queue)
        queue.clear()
        compose.wake()
        message = queue.get(timeout=5)

    assert message.headers["task"] == "icaforum.outbox.tasks.drain_outbox"
    assert message.payload[:2] == [[], {}]


def test_waiting_mails_are_taken_back_by_the_beginning_of_their_key():
    for key in ("event:1:s1:reminder:u1", "event:1:s1:reminder:u2", "event:10:s1:reminder:u1"):
        queue_mail("plain", to="a@city.example", key=key, ids={})
    Message.objects.filter(dedupe_key="event:1:s1:reminder:u2").update(
        state=Message.State.SENT, accepted_at=timezone.now()
    )

    taken_back = cancel_mails(starting_with="event:1:")

    assert taken_back == 1
    assert list(Message.objects.order_by("pk").values_list("state", flat=True)) == [
        "cancelled",
        "sent",
        "pending",
    ]
