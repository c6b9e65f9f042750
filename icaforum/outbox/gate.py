"""Whether mail may go out just now: the door, its pause, and the one who knocks."""

from enum import Enum, auto

from django.db import transaction

from icaforum.outbox.models import Gate, Moment


class Entry(Enum):
    OPEN = auto()
    PROBE = auto()
    SHUT = auto()


def enter(now: Moment) -> Entry:
    """What a sender may do now. After a failure one of them tries with one mail; the others stay out."""
    gate = Gate.the()
    if gate.paused_at:
        return Entry.SHUT
    if not gate.failures:
        return Entry.OPEN
    free = Gate.objects.filter(failures__gt=0, paused_at=None, shut_until__lte=now)
    return Entry.PROBE if free.update(shut_until=now + Gate.FIRST_PAUSE) else Entry.SHUT


@transaction.atomic
def shut(reason: str, *, now: Moment, probing: bool) -> None:
    """The mail server is away: wait, and twice as long each time. Senders that fail together count once."""
    gate, _is_new = Gate.objects.select_for_update().get_or_create(pk=1)
    if gate.failures and not probing:
        return
    pause = min(Gate.FIRST_PAUSE * 2 ** min(gate.failures, 10), Gate.LONGEST_PAUSE)
    Gate.objects.filter(pk=gate.pk).update(
        failures=min(gate.failures + 1, 10_000), shut_until=now + pause, last_error=reason
    )


def reopen() -> None:
    """The mail server answers again."""
    Gate.objects.filter(failures__gt=0).update(failures=0, shut_until=None, last_error="")
