"""The states of a mail: which may follow which, and the one function that moves a mail."""

import re
from datetime import datetime
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from icaforum.audit.verbs import Words
from icaforum.outbox.daily import MOST_A_DAY
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
    "came-back": _("Mails to this address came back, so only what is needed is tried."),
    "taken-back": _("It was taken back."),
    "too-late": _("What it says would no longer have been true."),
    "no-such-address": _("The address does not exist, as its own mail server told us."),
    Message.ENOUGH_TODAY: format_lazy(_("Waits: had {n} mails today."), n=MOST_A_DAY),
    "no-address": _("This address cannot be written to by mail."),
    "broken-off": _("The connection broke before the mail server answered, so nobody knows."),
    "sender-died": _("Writing this mail stopped the sender each time."),
}


def may_move(message: Message, to: str) -> bool:
    """Return whether a mail may pass into a state, as far as this object knows; `move` asks the row."""
    return to in MOVES[message.state]


def may_be_sent_again(message: Message, now: datetime) -> bool:
    """Return whether trying a mail anew is possible, and what it says is still true at the moment `now`."""
    return message.state in AGAIN and not has_expired(message, now)


def has_expired(message: Message, now: datetime) -> bool:
    """Return whether at the moment `now` a mail would say something untrue."""
    return message.expires_at is not None and message.expires_at <= now


def has_arrived(message: Message, now: datetime) -> bool:
    """Return whether a mail that left has had the time to come back and did not, at the moment `now`."""
    left = message.accepted_at
    return left is not None and not message.came_back and left <= now - Message.MAY_COME_BACK


# What a mail server's «no» means for the reader and for us, by the first sign that is found in its words.
ANSWERS: tuple[tuple[str, Words, Words], ...] = (
    (
        r"^complaint",
        _("The reader, or their mail program, called a mail of ours unwanted."),
        _("Ask the person whether they want our mails. Those that are optional no longer go there."),
    ),
    (
        r"^5\.1\.(?!7|8)|no such|unknown|not exist|not found|unrouteable",
        _("The address does not exist, as its own mail server told us."),
        _("Ask the person, or a colleague, for the right address, correct it, and send the mail again."),
    ),
    (
        r"^[45]\.2\.2|full|quota|storage",
        _("The mailbox is full."),
        _("Tell the person in another way. Send the mail again once there is room."),
    ),
    (
        r"^[45]\.2\.|disabled|inactive|closed|suspended",
        _("The mailbox is closed."),
        _("Perhaps the person has left. Ask the city, and end the place, or correct the address."),
    ),
    (
        r"^5\.3\.4|^5\.2\.3|too (?:large|big)|size",
        _("The mail is too large for the mailbox."),
        _("Tell the person in another way, and tell whoever runs the portal."),
    ),
    (
        r"",
        _("The mail server of the address took no mail from us."),
        _("Ask the person to let our mails through, or for another address. Then send the mail again."),
    ),
)

ADVICE: dict[str, Words] = {
    State.UNCERTAIN: _("Ask the person whether it arrived: then say so here, or send the mail again."),
    State.SUPPRESSED: _("Correct the address of the person, and send the mail again."),
    State.EXPIRED: _("It is too late for this mail. Tell the person in another way what still matters."),
    State.HELD: _("It waits until somebody sends it or takes it back."),
}


def reason_of(message: Message) -> str:
    """Return why a mail is where it is, in words for the secretariat; empty where nothing is known."""
    if message.came_back:
        return str(_meaning(message.returned.words)[0])
    if not message.last_error:
        return ""
    if message.last_error in REASONS:
        return str(REASONS[message.last_error])
    if message.unwritten_at:
        return str(_("It could not be put into words: the fault is the portal’s."))
    if message.state == State.PENDING:
        return str(_("The mail server asked us to try again later."))
    return str(_meaning(message.last_error)[0])


def advice_of(message: Message) -> str:
    """Return what somebody of the secretariat can do about a mail; empty where nothing is to be done."""
    if message.unwritten_at:
        return str(_("It is tried again by itself. Tell whoever runs the portal what stands below."))
    if message.state == State.DEAD and message.last_error not in REASONS:
        return str(_meaning(message.last_error)[1])
    if message.came_back:
        return str(_meaning(message.returned.words)[1])
    if message.state == State.DEAD:
        return str(_("Tell whoever runs the portal what stands below, then send the mail again."))
    return str(ADVICE.get(message.state, ""))


def _meaning(said: str) -> tuple[Words, Words]:
    return next((why, do) for sign, why, do in ANSWERS if re.search(sign, said, re.IGNORECASE))


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
