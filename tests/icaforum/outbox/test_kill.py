"""The promise of the outbox, held against real processes: nothing is lost, and what doubles is counted."""

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from celery import current_app
from django.core.cache import cache

from icaforum.outbox.compose import queue_mail
from icaforum.outbox.models import Message
from tests.factories import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROOT = Path(__file__).parents[3]
MAILS = 500
KILLS = 5
FEW = 40


class Senders:
    """Two senders as processes, and the hard ways in which they end."""

    def __init__(self, environment, server, *, claim_lease, send_lease, fence="up"):
        address = f"smtp://{server.hostname}:{server.port}"
        self.environment = environment | {"EMAIL_URL": address, "PYTHONPATH": str(ROOT)}
        self.words = [
            sys.executable,
            "tests/icaforum/outbox/worker.py",
            str(claim_lease),
            str(send_lease),
            fence,
        ]
        self.processes = [self.start(), self.start()]

    def start(self):
        process = subprocess.Popen(self.words, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE)
        assert process.stdout.readline() == b"ready\n"
        return process

    def kill_one(self):
        victim = self.processes.pop(random.randrange(len(self.processes)))
        victim.kill()
        victim.wait()
        self.processes.append(self.start())

    def end(self):
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture
def senders(process_environment, mailserver):
    running = []

    def start(**options):
        running.append(Senders(process_environment, mailserver, **options))
        return running[0]

    yield start
    for each in running:
        each.end()


def queue_all(mails=MAILS):
    """Four of five mails may be repeated, each fifth is of a kind that is held when nobody knows."""
    reader = make_user()
    for n in range(mails):
        queue_mail("bulk" if n % 5 == 0 else "plain", to=reader, key=str(n), ids={"n": n})


def wait_until(condition, seconds):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, Counter(Message.objects.values_list("state", flat=True))
        time.sleep(0.05)


def all_settled():
    return not Message.objects.exclude(state__in=["sent", "uncertain"]).exists()


def test_of_500_mails_none_is_lost_and_one_doubles_at_most_for_each_killed_sender(senders, mailserver):
    queue_all()
    mailserver.handler.seconds_before_answer = 0.01  # far longer than in life: most kills fall into it
    pair = senders(claim_lease=4, send_lease=6)
    steps = sorted(random.sample(range(20, MAILS - 80), KILLS))

    for step in steps:
        wait_until(lambda step=step: len(mailserver.handler.taken) >= step, 60)
        pair.kill_one()
        cache.clear()
        with current_app.connection_for_write() as broker:
            broker.default_channel.client.flushdb()
    wait_until(all_settled, 90)

    arrived = Counter(mailserver.message_ids)
    doubled = {name: times for name, times in arrived.items() if times > 1}
    mails = {mail.message_id: mail for mail in Message.objects.all()}
    assert set(arrived) <= set(mails), "a mail never gets a second Message-ID"
    missing = [mail for name, mail in mails.items() if name not in arrived]
    assert [mail for mail in missing if mail.state != "uncertain"] == []
    assert sum(times - 1 for times in doubled.values()) <= KILLS
    assert [name for name in doubled if mails[name].kind == "bulk"] == []
    assert Message.objects.filter(state="uncertain").count() <= KILLS


def claims_that_run_out(senders, mailserver, fence):
    """Each claim ends before its sender comes to the last mails of it, and the other one takes them over."""
    queue_all(FEW)
    mailserver.handler.seconds_before_answer = 0.04
    senders(claim_lease=0.4, send_lease=30, fence=fence)
    wait_until(lambda: len(set(mailserver.message_ids)) == FEW and all_settled(), 90)


def test_a_sender_whose_claim_ran_out_sends_nothing(senders, mailserver):
    claims_that_run_out(senders, mailserver, fence="up")

    assert len(mailserver.mails) == FEW


def test_without_the_fence_the_same_sends_mails_twice(senders, mailserver):
    claims_that_run_out(senders, mailserver, fence="down")

    assert len(mailserver.mails) > FEW
