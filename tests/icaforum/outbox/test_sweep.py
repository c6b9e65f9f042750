"""What is forgotten, and when."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Attempt, Message
from icaforum.outbox.send import drain
from icaforum.outbox.sweep import sweep, tidy
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_the_words_of_a_mail_are_forgotten_after_a_month_and_its_reader_after_thirteen(mailserver):
    queue_mail("plain", to=make_user(), key="1", ids={"n": 1})
    drain()
    now = timezone.now()
    seen = []

    for days in (29, 31, 395, 397):
        tidy(now=now + timedelta(days=days))
        mail = Message.objects.get()
        seen.append((bool(mail.text), bool(mail.address and mail.person), Attempt.objects.count()))

    assert seen == [(True, True, 1), (False, True, 1), (False, True, 1), (False, False, 0)]
    assert (mail.dedupe_key, mail.state, mail.ids) == ("1", "sent", {})


def test_a_mail_that_waits_keeps_its_reader_however_old_it_is():
    queue_mail("plain", to="a@city.example", key="1", ids={})

    tidy(now=timezone.now() + timedelta(days=1000))

    assert Message.objects.get().address == "a@city.example"


def test_sweeping_leaves_alone_what_a_sender_holds():
    now = timezone.now()
    queue_mail("plain", to="a@city.example", key="1", ids={})
    Message.objects.update(state="sending", lease_until=now + timedelta(seconds=5))

    sweep(now=now)

    assert Message.objects.get().state == "sending"


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "lost"},
        {"state": "claimed"},
        {"lease_until": timezone.now()},
        {"state": "sent"},
        {"accepted_at": timezone.now()},
        {"sensitive": True, "text": "Your code is 123456"},
        {"sensitive": True, "subject": "123456 is your code"},
    ],
    ids="-".join,  # parallel workers must find the same names, so no times in them
)
def test_the_database_itself_refuses_what_must_not_be(wrong):
    queue_mail("plain", to="a@city.example", key="1", ids={})

    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.update(**wrong)
