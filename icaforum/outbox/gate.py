"""Whether mail may go out just now: the gate, who shuts it, and which sender tries again."""

import logging
from datetime import datetime
from enum import Enum, auto

from django.db import DatabaseError, connection, transaction
from django.db.models.functions import Now

from icaforum.audit.record import record
from icaforum.outbox.models import Gate, Moment

log = logging.getLogger(__name__)

# Its cluster, its timeline (which a recovery to a point in time raises) and the table: one of the three is
# new wherever a dump or a backup was restored.
_THIS_DATABASE = """
SELECT (SELECT system_identifier FROM pg_control_system()), 'outbox_gate'::regclass::oid,
       (SELECT timeline_id FROM pg_control_checkpoint())
"""
_THIS_TABLE = "SELECT 'outbox_gate'::regclass::oid"


class Entry(Enum):
    """What a sender may do: send, try with one mail, or leave."""

    OPEN = auto()
    PROBE = auto()
    SHUT = auto()


def enter(now: Moment) -> Entry:
    """Return what a sender may do now that has a mail which may leave.

    After a failure one of them tries with one mail, and the others stay out.
    """
    if not Gate.the().failures:
        return Entry.OPEN
    # One UPDATE both asks whether the wait is over and begins the next: of two senders one changes the row.
    free = Gate.objects.filter(failures__gt=0, shut_until__lte=now)
    return Entry.PROBE if free.update(shut_until=now + Gate.FIRST_PAUSE) else Entry.SHUT


def held_since() -> datetime | None:
    """Return since when all mails are on hold, but for the codes asked for since; None where they are not."""
    gate = Gate.the()
    if gate.paused_at is None and held_after_restore(gate):
        gate = Gate.the()
    return gate.paused_at


def this_database() -> str:
    """Return what tells this database from the one that a backup of it is restored to."""
    for question in (_THIS_DATABASE, _THIS_TABLE):  # the second where a host lets nobody ask the first
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(question)
                return ":".join(str(part) for part in cursor.fetchone())
        except DatabaseError:
            continue
    return ""


def held_after_restore(gate: Gate) -> bool:
    """Put all mails on hold where this is a restored database; return whether it is.

    What was sent after the backup stands in it as unsent. The first sender of all writes down where it is.
    """
    here = this_database()
    if gate.home == here:
        return False
    return _held(here)


@transaction.atomic
def _held(here: str) -> bool:
    gate, _is_new = Gate.objects.select_for_update().get_or_create(pk=1)
    if gate.home in {"", here}:
        Gate.objects.filter(pk=gate.pk).update(home=here)
        return False
    if gate.paused_at is None:
        Gate.objects.filter(pk=gate.pk).update(paused_at=Now(), reason=Gate.RESTORED)
        record("paused", gate, by=None)
        log.error("This database was restored: no mail leaves until somebody says so (docs/deploy.md).")
    return True


@transaction.atomic
def shut(reason: str, *, now: Moment, probing: bool) -> None:
    """Keep all senders out for a while because the mail server is away, twice as long each time.

    `reason` is what it said. `probing` tells the sender that tried alone: others that fail while the gate is
    shut began before it was, and count for nothing.
    """
    gate, _is_new = Gate.objects.select_for_update().get_or_create(pk=1)
    if gate.failures and not probing:
        return
    # The exponent is cut first, since a timedelta overflows long before `failures` stops to grow.
    pause = min(Gate.FIRST_PAUSE * 2 ** min(gate.failures, 10), Gate.LONGEST_PAUSE)
    Gate.objects.filter(pk=gate.pk).update(
        failures=min(gate.failures + 1, 10_000), shut_until=now + pause, last_error=reason
    )


def reopen() -> None:
    """Let all senders in again: the mail server has answered. A pause made by a person stays."""
    Gate.objects.filter(failures__gt=0).update(failures=0, shut_until=None, last_error="")
