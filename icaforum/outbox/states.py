"""Which state a mail may pass into from which, and the one function that moves it."""

from typing import Any

from icaforum.outbox.models import Message, MessageQuerySet

State = Message.State

MOVES: dict[str, frozenset[str]] = {
    State.PENDING: frozenset({State.CLAIMED, State.CANCELLED, State.EXPIRED, State.HELD}),
    State.CLAIMED: frozenset({State.SENDING, State.PENDING, State.CANCELLED, State.SUPPRESSED, State.DEAD}),
    State.SENDING: frozenset({State.SENT, State.PENDING, State.DEAD, State.UNCERTAIN}),
    State.UNCERTAIN: frozenset({State.PENDING, State.SENT, State.CANCELLED}),
    State.DEAD: frozenset({State.PENDING, State.CANCELLED}),
    State.SUPPRESSED: frozenset({State.PENDING, State.CANCELLED}),
    State.HELD: frozenset({State.PENDING, State.CANCELLED}),
    State.SENT: frozenset(),
    State.CANCELLED: frozenset(),
    State.EXPIRED: frozenset(),
}


def may_move(message: Message, to: str) -> bool:
    return to in MOVES[message.state]


def move(messages: MessageQuerySet, to: str, **changes: Any) -> int:
    """Move those of the mails that may pass into the state; gives how many did.

    One statement checks and writes, so that of two senders one moves a mail. Whoever lets go of a mail
    gives back the lease.
    """
    sources = [state for state, targets in MOVES.items() if to in targets]
    if to not in Message.LEASED:
        changes = {"lease_until": None, "owner": ""} | changes
    return messages.filter(state__in=sources).update(state=to, **changes)
