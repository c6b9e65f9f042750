"""The sender: it claims mails that are due, puts them into words, and hands them to the mail server.

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
from icaforum.outbox.models import Message, MessageQuerySet, Moment
from icaforum.outbox.relay import AwayError, Relay
from icaforum.outbox.states import State, move
from icaforum.outbox.sweep import sweep

# The number of mails that a sender claims at once.
HANDFUL = 20
# From the claim to the fence; afterwards the longer lease of `deliver.SEND_LEASE` counts for the mail.
CLAIM_LEASE = timedelta(seconds=120)
# A sender works for so long, then wakes another one: a worker that is to stop never waits longer.
PATIENCE = timedelta(seconds=20)


class Stop:
    """A flag that a signal handler can set: whether this process was asked to end."""

    asked = False


def drain(*, now: datetime | None = None) -> bool:
    """Send what is due; return True when mails may be left, so that the caller wakes the next sender.

    That is when the 20 seconds are over. False when nothing is left, the gate is shut, or the process is
    asked to end. `now` is for tests; without it all moments are the database's.
    """
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
    """Put SIGTERM off until the mail in hand is sent and the others are given back.

    Gives the flag that the signal sets; afterwards the process gets the signal again, as it would have.
    """
    stop = Stop()
    # Python lets only the main thread handle signals.
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
    """Claim and send a few mails; return False when there is nothing more to do just now."""
    # Before the gate: knocking with no mail in hand would use up the turn of the one that may try.
    ready = _ready(now)
    if ready is None:
        return False
    entry = gate.enter(now)
    if entry is gate.Entry.SHUT:
        return False
    probing = entry is gate.Entry.PROBE
    try:
        relay.open()  # before the claim, so that a server that is away costs no mail its turn
        claimed = claim(ready, most=1 if probing else HANDFUL, now=now)
        _send_each(claimed, relay, now, stop)
    except AwayError as away:
        gate.shut(str(away), now=now, probing=probing)
        return False
    if probing:
        gate.reopen()
    return bool(claimed)


def _ready(now: Moment) -> MessageQuerySet | None:
    """Return the mails that may leave now; None where there is none."""
    due = Message.objects.due(now)
    if not due.exists():
        return None
    held_since = gate.held_since()
    if held_since is None:
        return due
    codes = due.codes_asked_since(held_since)
    return codes if codes.exists() else None


@transaction.atomic(durable=True)
def claim(ready: MessageQuerySet, *, most: int, now: Moment) -> list[Message]:
    """Claim the next of the mails that may leave, `most` of them; another sender skips what this one locks.

    Durable: it must be committed when it returns, so it raises RuntimeError inside another transaction.
    """
    mails = list(ready.select_for_update(skip_locked=True)[:most])
    move(
        Message.objects.filter(pk__in=[message.pk for message in mails]),
        State.CLAIMED,
        fence=F("fence") + 1,
        owner=owner(),
        lease_until=now + CLAIM_LEASE,
    )
    # As the row says now: `deliver.in_hand` finds the mail by this number as long as nobody claims it anew.
    for message in mails:
        message.fence += 1
        message.owner = owner()
    return mails


def owner() -> str:
    """Return the name of this sender, «host:pid», for people who look for one that hangs."""
    return f"{socket.gethostname()}:{os.getpid()}"[:100]


def _send_each(claimed: list[Message], relay: Relay, now: Moment, stop: Stop) -> None:
    """Send one after the other; whatever ends this early, the rest is given back: it has surely not left.

    Raises AwayError where the mail server goes away meanwhile.
    """
    left = list(claimed)
    try:
        while left and not stop.asked:
            deliver(left[0], relay, now)
            del left[0]
    finally:
        for message in left:
            move(in_hand(message).filter(state=State.CLAIMED), State.PENDING)
