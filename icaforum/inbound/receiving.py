"""The one door: `receive` takes a mail in, and each is handled exactly once.

First it is a row, committed, so that whoever brought it can forget it. Then it is handled in one transaction
with all that it changes, under the lock of its row: a process that is killed leaves it for the clock, and of
two at once one does it.
"""

import hashlib
import logging
import re
from collections.abc import Iterable
from email import policy
from email.parser import BytesParser

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_noop

from icaforum.audit.mishaps import cured, note_mishap
from icaforum.audit.record import Refused
from icaforum.inbound.handling import handle, set_aside
from icaforum.inbound.kinds import Became, Outcome
from icaforum.inbound.models import Arrival
from icaforum.inbound.reading import MOST_BYTES, MOST_BYTES_OF_HEAD, with_plain_ends

# A mail at which our own work fails so often is set aside for a person.
MOST_TRIES = 5
# Of those that wait, a run of the clock handles so many.
AT_ONCE = 100
PLANNER = gettext_noop("deal with a mail that came in")

log = logging.getLogger(__name__)


def receive(raw: bytes, *, to: Iterable[str] = ()) -> Arrival:
    """Take a mail in and deal with it; return its row. The same mail again changes nothing.

    `to` are the addresses it was delivered to, where whoever brings it knows them. Raises nothing for what a
    mail holds; what the portal cannot do just now is done by the clock.
    """
    raw = raw[:MOST_BYTES]
    key = key_of(raw)
    lines = b"".join(b"X-Original-To: %s\r\n" % it for it in map(_in_a_header, to) if it)
    Arrival.objects.bulk_create([Arrival(key=key, raw=lines + raw)], ignore_conflicts=True)
    arrival = Arrival.objects.get(key=key)
    deal_with(arrival.pk)
    arrival.refresh_from_db()
    return arrival


def _in_a_header(address: str) -> bytes:
    return re.sub(rb"[^!-~]", b"", address.encode("ascii", "ignore"))[:320]


def key_of(raw: bytes) -> str:
    """Return what is the same for the same mail, on whatever way and however often it comes.

    Who wrote it, when, about what and in which words: what servers on the way put in front does not count.
    """
    head, _gap, body = with_plain_ends(raw).partition(b"\n\n")
    try:
        found = BytesParser(policy=policy.compat32).parsebytes(head[:MOST_BYTES_OF_HEAD], headersonly=True)
        told = [" ".join(str(found.get(name, "")).split()) for name in ("From", "Date", "Subject")]
        # What has no date is told apart by its number.
        told += [] if told[1] else [str(found.get("Message-ID", ""))]
    except Exception:  # noqa: BLE001 -- whatever keeps the head from being read
        told = [head.decode("latin-1")]
    said = "\n".join(told).encode("utf-8", "surrogateescape") + b"\n\n" + body.strip()
    return hashlib.sha256(said).hexdigest()


def deal_with_waiting() -> int:
    """Deal with the mails that wait: a process was killed, or something was away. Return how many."""
    waiting = list(Arrival.objects.waiting().values_list("pk", flat=True)[:AT_ONCE])
    return sum(map(deal_with, waiting))


def deal_with(key: int) -> bool:
    """Deal with a mail that waits, once; return whether this call did.

    What fails is undone, noted for Today and tried again by the clock, at most `MOST_TRIES` times.
    """
    try:
        with transaction.atomic():
            arrival = _claimed(key)
            if arrival is None:
                return False
            _settle(arrival, handle(bytes(arrival.raw or b"")))
    except SoftTimeLimitExceeded:  # no fault of this mail
        raise
    except Exception as error:
        log.exception("The mail of row %s could not be dealt with.", key)
        _failed(key, error)
        return False
    cured(PLANNER, arrival)
    return True


def _claimed(key: int) -> Arrival | None:
    """Return a mail that waits, locked; None where another has it in hand or has handled it."""
    return Arrival.objects.waiting().select_for_update(skip_locked=True).filter(pk=key).first()


def _settle(arrival: Arrival, done: tuple[Outcome, dict[str, str]]) -> None:
    """Write down what became of a mail, and keep of it what a person needs, if one has to look at it."""
    outcome, kept = done
    for name, value in kept.items():
        setattr(arrival, name, value)
    arrival.became, arrival.why, arrival.raw, arrival.handled_at = outcome.became, outcome.why, None, Now()
    arrival.save()


@transaction.atomic
def _failed(key: int, error: Exception) -> None:
    arrival = _claimed(key)
    if arrival is None:
        return
    arrival.tries += 1
    arrival.save(update_fields=["tries"])
    if isinstance(error, Refused) and arrival.tries < MOST_TRIES:  # somebody holds a lock: later
        return
    note_mishap(PLANNER, arrival, error)
    if arrival.tries >= MOST_TRIES:
        _settle(arrival, set_aside(bytes(arrival.raw or b""), Outcome(Became.UNREADABLE, "failed")))
