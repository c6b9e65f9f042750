"""A person gets so many mails a day of those that can wait; what is urgent leaves whatever the day."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Barrier, BrokenBarrierError, Thread
from types import SimpleNamespace

import pytest
from django.db import connection

from icaforum.outbox import actions, daily, deliver
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.daily import MOST_A_DAY
from icaforum.outbox.models import Message
from icaforum.outbox.send import claim, drain
from icaforum.outbox.states import reason_of
from tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db

# In Auckland it is 10 in the morning of the 4th, and the next morning begins at 18:00 UTC.
NOW = datetime(2031, 3, 3, 21, tzinfo=UTC)
MORNING = datetime(2031, 3, 4, 18, tzinfo=UTC)


@pytest.fixture
def olive():
    return make_user(time_zone="Pacific/Auckland")


def queue(n, to, kind="news", **options):
    queue_mail(kind, to=to, key=f"{kind}:{to}:{n}", ids={"n": n}, due_at=NOW - timedelta(hours=1), **options)
    return Message.objects.get(dedupe_key=f"{kind}:{to}:{n}")


def sent(now):
    drain(now=now)
    return Message.objects.filter(state="sent").count()


def test_what_is_over_waits_for_the_readers_next_morning_and_then_leaves(mailserver, olive):
    mails = [queue(n, olive) for n in range(MOST_A_DAY + 1)]
    urgent = queue(0, olive, kind="plain")
    other = queue(0, make_user())

    assert sent(NOW) == MOST_A_DAY + 2

    for mail in (urgent, other, last := mails[-1]):
        mail.refresh_from_db()
    assert (urgent.state, other.state) == ("sent", "sent")
    assert (last.state, last.due_at, last.attempts) == ("pending", MORNING, 0)
    assert reason_of(last) == f"Waits: had {MOST_A_DAY} mails today."
    # It is no mail that does not leave, and rings no bell.
    assert not Message.objects.stuck(NOW + timedelta(hours=9)).exists()
    assert sent(MORNING - timedelta(minutes=1)) == MOST_A_DAY + 2
    assert sent(MORNING) == MOST_A_DAY + 3


def test_a_mail_that_would_be_pointless_tomorrow_leaves_today(mailserver, olive):
    for n in range(MOST_A_DAY):
        queue(n, olive)
    soon = queue(98, olive, expires_at=MORNING - timedelta(hours=1))
    later = queue(99, olive, expires_at=MORNING + timedelta(hours=1))

    drain(now=NOW)

    states = dict(Message.objects.filter(pk__in=[soon.pk, later.pk]).values_list("pk", "state"))
    assert states == {soon.pk: "sent", later.pk: "pending"}


def test_the_secretariat_sends_it_all_the_same(mailserver, olive):
    mails = [queue(n, olive) for n in range(MOST_A_DAY + 1)]
    drain(now=NOW)

    actions.send_again(mails[-1], by=make_staff())
    Message.objects.filter(pk=mails[-1].pk).update(due_at=NOW)

    assert sent(NOW) == MOST_A_DAY + 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("protected", "let_out"), [(True, MOST_A_DAY), (False, MOST_A_DAY + 1)])
def test_two_senders_at_once_let_out_no_more(olive, monkeypatch, protected, let_out):
    """The twin without the lock lets both out: each counts before the other has written."""
    for n in range(MOST_A_DAY - 1):
        mail = queue(n, olive)
        Message.objects.filter(pk=mail.pk).update(state="sent", accepted_at=NOW)
    for n in (100, 101):
        queue(n, olive)
    barrier, count = Barrier(2), daily._had

    def both_count(*args, **options):
        had = count(*args, **options).count()
        # With the lock the second comes here only after the first is done.
        with suppress(BrokenBarrierError):
            barrier.wait(timeout=1 if protected else 20)
        return SimpleNamespace(count=lambda: had)

    if not protected:
        monkeypatch.setattr(daily, "lock_reader", lambda _person: None)
    monkeypatch.setattr(daily, "_had", both_count)
    claimed = claim(Message.objects.due(NOW), most=2, now=NOW)
    Message.objects.filter(state="claimed").update(lease_until=NOW + timedelta(hours=1))

    def fence(message):
        deliver.fence(message, deliver._words(message), NOW)
        connection.close()

    threads = [Thread(target=fence, args=[message]) for message in claimed]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Message.objects.filter(state__in=["sent", "sending"]).count() == let_out
