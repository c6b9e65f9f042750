"""The states of a mail: which may follow which, and the one function that moves a mail."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from icaforum.audit.verbs import Words
from icaforum.outbox.models import Message, MessageQuerySet

State = Message.State

# From each state to those that may follow it; the three without any are `Message.FINAL`.
MOVES: dict[str, frozenset[str]] = {
    # To «sent» without a sender: a restored database does not know what the one before it has sent.
    State.PENDING: frozenset({State.CLAIMED, State.CANCELLED, State.EXPIRED, State.HELD, State.SENT}),
    State.CLAIMED: frozenset({State.SENDING, State.PENDING, State.CANCELLED, State.SUPPRESSED, State.DEAD}),
    State.SENDING: frozenset({State.SENT, State.PENDING, State.DEAD, State.UNCERTAIN}),
    State.UNCERTAIN: frozenset({State.PENDING, State.SENT, State.CANCELLED}),
    State.DEAD: frozenset({State.PENDING, State.CANCELLED}),
    State.SUPPRESSED: frozenset({State.PENDING, State.CANCELLED}),
    State.HELD: frozenset({State.PENDING, State.CANCELLED, State.SENT}),
    State.SENT: frozenset(),
    State.CANCELLED: frozenset(),
    State.EXPIRED: frozenset(),
}

# Where a mail has come to rest and can be tried anew.
AGAIN = tuple(state for state, to in MOVES.items() if State.PENDING in to and state not in Message.LEASED)

# Reasons that are ours; every other text in `last_error` is the mail server's own.
REASONS: dict[str, Words] = {
    "unwanted": _("By the time it was to be sent, it was no longer wanted."),
    "inactive": _("The person may no longer sign in."),
    "switched-off": _("The person has switched these mails off."),
    "taken-back": _("It was taken back."),
    "too-late": _("What it says would no longer have been true."),
    "no-such-address": _("The address does not exist, as its own mail server told us."),
    "broken-off": _("The connection broke before the mail server answered, so nobody knows."),
    "sender-died": _("Writing this mail stopped the sender each time."),
}


def may_move(message: Message, to: str) -> bool:
    """Return whether a mail may pass into a state, as far as this object knows; `move` asks the row."""
    return to in MOVES[message.state]


def may_be_sent_again(message: Message, now: datetime) -> bool:
    """Return whether trying a mail anew is possible, and what it says is still true at the moment `now`."""
    too_late = message.expires_at is not None and message.expires_at <= now
    return message.state in AGAIN and not too_late


def reason_of(message: Message) -> str:
    """Return why a mail is where it is, in our words or the mail server's; empty where nothing is known."""
    return str(REASONS.get(message.last_error, message.last_error))


def move(messages: MessageQuerySet, to: str, **changes: Any) -> int:
    """Move those of the mails that may pass into the state, and change other columns; return how many did.

    One statement checks and writes, so that of two senders one moves a mail. Whoever lets go of a mail
    gives back the lease.
    """
    sources = [state for state, targets in MOVES.items() if to in targets]
    if to not in Message.LEASED:
        changes = {"lease_until": None, "owner": ""} | changes
    if to != State.CLAIMED:  # who claims it has yet to try
        changes = {"unwritten_at": None} | changes
    return messages.filter(state__in=sources).update(state=to, **changes)
