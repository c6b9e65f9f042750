"""Whether mail may go out just now: the gate, who shuts it, and which sender tries again."""

from enum import Enum, auto

from django.db import transaction

from icaforum.outbox.models import Gate, Moment


class Entry(Enum):
    """What a sender may do: send, try with one mail, or leave."""

    OPEN = auto()
    PROBE = auto()
    SHUT = auto()


def enter(now: Moment) -> Entry:
    """Return what a sender may do now.

    After a failure one of them tries with one mail, and the others stay out.
    """
    gate = Gate.the()
    if gate.paused_at:
        return Entry.SHUT
    if not gate.failures:
        return Entry.OPEN
    # One UPDATE both asks whether the wait is over and begins the next: of two senders one changes the row.
    free = Gate.objects.filter(failures__gt=0, paused_at=None, shut_until__lte=now)
    return Entry.PROBE if free.update(shut_until=now + Gate.FIRST_PAUSE) else Entry.SHUT


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
