"""The sender: it takes what is due, puts it into words, and hands it to the mail server, one by one.

At least once, and at most once more for each hard stop of a sender. What makes it so is the fence
(`deliver.fence`): before the first byte of a mail goes out, «sending» is committed by the one sender that
still holds the latest claim. No transaction is open while the mail server is talked to. All moments are
the database's own.
"""

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import monotonic
from types import FrameType

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from icaforum.outbox import gate
from icaforum.outbox.deliver import deliver, in_hand
from icaforum.outbox.models import Message, Moment
from icaforum.outbox.relay import AwayError, Relay
from icaforum.outbox.states import State, move
from icaforum.outbox.sweep import sweep

HANDFUL = 20
CLAIM_LEASE = timedelta(seconds=120)
# A sender works for so long, then wakes another one: a worker that is to stop never waits longer.
PATIENCE = timedelta(seconds=20)


class Stop:
    """Whether this process was asked to end."""

    asked = False


def drain(*, now: datetime | None = None) -> bool:
    """Send what is due, until nothing is left (False) or patience is at its end (True)."""
    moment = now or Now()
    sweep(now=now)
    until = monotonic() + PATIENCE.total_seconds()
    with stopping() as stop, Relay() as relay:
        while not stop.asked and monotonic() < until:
            if not _send_a_handful(relay, moment, stop):
                return False
    return not stop.asked


@contextmanager
def stopping() -> Iterator[Stop]:
    """Put SIGTERM off until the mail in hand is sent and the others are put back."""
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.asked = True

    before = signal.signal(signal.SIGTERM, ask)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGTERM, before or signal.SIG_DFL)
        if stop.asked:
            os.kill(os.getpid(), signal.SIGTERM)


def _send_a_handful(relay: Relay, now: Moment, stop: Stop) -> bool:
    """Claim and send a few mails; False when there is nothing more to do just now."""
    if not Message.objects.due(now).exists():
        return False
    entry = gate.enter(now)
    if entry is gate.Entry.SHUT:
        return False
    probing = entry is gate.Entry.PROBE
    try:
        relay.open()
        claimed = claim(now, most=1 if probing else HANDFUL)
        _send_each(claimed, relay, now, stop)
    except AwayError as away:
        gate.shut(str(away), now=now, probing=probing)
        return False
    if probing:
        gate.reopen()
    return bool(claimed)


@transaction.atomic(durable=True)
def claim(now: Moment, *, most: int) -> list[Message]:
    """Take the next mails in hand; another sender skips what this one locks."""
    mails = list(Message.objects.due(now).select_for_update(skip_locked=True)[:most])
    move(
        Message.objects.filter(pk__in=[message.pk for message in mails]),
        State.CLAIMED,
        fence=F("fence") + 1,
        owner=owner(),
        lease_until=now + CLAIM_LEASE,
    )
    for message in mails:
        message.fence += 1
        message.owner = owner()
    return mails


def owner() -> str:
    """This sender, for people who look for one that hangs."""
    return f"{socket.gethostname()}:{os.getpid()}"[:100]


def _send_each(claimed: list[Message], relay: Relay, now: Moment, stop: Stop) -> None:
    """Send one after the other; whatever ends this early, the rest is given back: it has surely not left."""
    left = list(claimed)
    try:
        while left and not stop.asked:
            deliver(left[0], relay, now)
            del left[0]
    finally:
        for message in left:
            move(in_hand(message).filter(state=State.CLAIMED), State.PENDING)
