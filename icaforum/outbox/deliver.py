"""Deliver one claimed mail: its words, the fence, the mail server's answer, and what becomes of it.

In this order on purpose: whatever can fail before the fence costs nothing, and what fails behind it may have
been delivered (docs/decisions/0003).
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from icaforum.outbox.answers import Answer, Verdict, storable
from icaforum.outbox.backoff import MOST_ATTEMPTS, wait_after
from icaforum.outbox.daily import waits_until
from icaforum.outbox.kinds import kinds
from icaforum.outbox.letter import Letter, as_email, written
from icaforum.outbox.models import (
    Attempt,
    Gate,
    Message,
    MessageQuerySet,
    Moment,
    Optout,
    Suppression,
    address_hash,
)
from icaforum.outbox.relay import AwayError, Relay
from icaforum.outbox.states import State, move
from icaforum.words.addresses import can_be_written_to
from icaforum.words.times import database_now

# Longer than a mail can take: five commands of at most EMAIL_TIMEOUT (30 seconds) each.
SEND_LEASE = timedelta(seconds=180)

log = logging.getLogger(__name__)


def deliver(message: Message, relay: Relay, now: Moment) -> None:
    """Send one claimed mail, or write down why not.

    Outside of any transaction, since the mail server may take minutes. Raises AwayError where it cannot be
    reached or can serve nobody just now.
    """
    # Everything is caught: one mail whose template is broken must not keep the others from leaving.
    try:
        letter = _words(message)
        mail = as_email(message, letter) if letter else None
        if mail is not None:
            mail.message()  # a head that cannot be written shows here, not with half a mail sent
    except Exception as error:
        log.exception("Mail %s (%s) could not be written.", message.pk, message.kind)
        _settle_unwritten(message, error, now)
        return
    if letter is None or mail is None:
        return
    relay.open()  # before the fence, so that a server that is away leaves no mail of which nobody knows
    # Words that fit no column, for instance: without this the next sender would begin with the same mail.
    try:
        ours = fence(message, letter, now)
    except Exception as error:
        log.exception("Mail %s (%s) could not be kept.", message.pk, message.kind)
        _settle_unwritten(message, error, now)
        return
    if not ours:
        return
    answer = _fairly(message, relay.send(mail))
    settle(message, answer, now)
    if answer.verdict is Verdict.AWAY:
        raise AwayError(answer.words)


def in_hand(message: Message) -> MessageQuerySet:
    """The mail, unless a later claim has taken it."""
    return Message.objects.filter(pk=message.pk, fence=message.fence)


def fence(message: Message, letter: Letter, now: Moment) -> bool:
    """Commit that this mail is being sent, with its words; False when it is not ours to send, or waits."""
    frozen: dict[str, Any] = {}
    if not message.sensitive and message.frozen_at is None:
        frozen = {**letter.columns, "frozen_at": now}
    ours = in_hand(message).filter(lease_until__gt=now)
    with transaction.atomic():
        moment = now if isinstance(now, datetime) else database_now()
        if (until := waits_until(message, moment)) is not None:
            move(ours, State.PENDING, due_at=until, last_error=Message.ENOUGH_TODAY)
            return False
        return bool(move(ours, State.SENDING, lease_until=now + SEND_LEASE, **frozen))


def _words(message: Message) -> Letter | None:
    """Return what to send; None when the mail came to its end without being sent."""
    if (end := _reason_not_to(message)) is not None:
        state, reason = end
        move(in_hand(message), state, last_error=reason)
        return None
    # Written at each try, even where the words of the first are kept: that asks whether it is still wanted.
    letter = written(message)
    if letter is None:
        move(in_hand(message), State.CANCELLED, last_error="unwanted")
        return None
    return Letter.kept(message) if message.frozen_at else letter


def _reason_not_to(message: Message) -> tuple[str, str] | None:
    """Return the state and the reason with which a mail ends unsent; None for one that is to be sent.

    The reader may not sign in any more, has switched the kind off, or the address does not work. A sensitive
    mail goes to such an address all the same: somebody just asked for it there.
    """
    # A mail to an address has its own language, and needs no account; one to a person has none.
    written_to_a_person = not message.language
    if written_to_a_person and (message.person is None or not message.person.is_active):
        return State.CANCELLED, "inactive"
    optional = kinds()[message.kind].optional
    if optional and message.person and Optout.objects.of(message.person).filter(kind=message.kind).exists():
        return State.CANCELLED, "switched-off"
    # What nobody needs is not tried at an address from which mails come back; what is needed is.
    if optional and Message.objects.still_back().filter(address=message.address).exists():
        return State.CANCELLED, "came-back"
    if not can_be_written_to(message.address):
        return State.SUPPRESSED, "no-address"
    if not message.sensitive and Suppression.objects.of(message.address).exists():
        return State.SUPPRESSED, "no-such-address"
    return None


def _fairly(message: Message, answer: Answer) -> Answer:
    """Return the answer; one about us as one about this mail, if it came before and others passed since.

    Else one mail that a server's policy dislikes would shut the gate again and again.
    """
    if answer.verdict is not Verdict.AWAY or message.rebuffed_after is None:
        return answer
    passed = _last_accepted() > message.rebuffed_after
    return Answer(Verdict.DEFERRED, answer.code, answer.words) if passed else answer


def _last_accepted() -> int:
    """Return the key of the last try that the mail server accepted; 0 where there is none."""
    accepted = Attempt.objects.filter(outcome=Attempt.Outcome.ACCEPTED).order_by("-pk")
    return accepted.values_list("pk", flat=True).first() or 0


@transaction.atomic
def settle(message: Message, answer: Answer, now: Moment) -> None:
    """Write down the answer of the mail server.

    Each statement moves the mail only while it is in this sender's hands; if not, another one has judged it.
    After a break nothing is known, so «sending» stays until the sweep.
    """
    said = {"last_code": answer.code, "last_error": answer.words}
    match answer.verdict:
        case Verdict.BROKEN:
            in_hand(message).filter(state=State.SENDING).update(**said)
        case Verdict.AWAY:
            # To the end of the queue: should it be this one mail after all, the others go first.
            move(
                in_hand(message),
                State.PENDING,
                due_at=now + Gate.FIRST_PAUSE,
                rebuffed_after=_last_accepted(),
                **said,
            )
        case Verdict.ACCEPTED:
            sending = in_hand(message).filter(state=State.SENDING)
            if move(sending, State.SENT, accepted_at=now, last_code=answer.code, last_error=""):
                _tried(message, Attempt.Outcome.ACCEPTED, answer)
        case Verdict.DEFERRED:
            _put_off(message, Attempt.Outcome.DEFERRED, answer, now)
        case Verdict.REFUSED:
            if move(in_hand(message), State.DEAD, attempts=message.attempts + 1, **said):
                _tried(message, Attempt.Outcome.REFUSED, answer)
            if answer.no_such_address:
                Suppression.objects.get_or_create(
                    address_hash=address_hash(message.address), defaults={"reason": answer.words}
                )


def _settle_unwritten(message: Message, error: Exception, now: Moment) -> None:
    """Put off a mail that could not be written: the fault is ours and perhaps mended soon."""
    # Cut, because the text of an exception may hold a whole template.
    answer = Answer(Verdict.DEFERRED, words=storable(f"{type(error).__name__}: {error}"[:1000]))
    with transaction.atomic():
        _put_off(message, Attempt.Outcome.UNWRITTEN, answer, now)


def _put_off(message: Message, outcome: str, answer: Answer, now: Moment) -> None:
    """Let a mail wait for its next try; after the last one it could not be delivered."""
    attempts = message.attempts + 1
    said: dict[str, Any] = {"attempts": attempts, "last_code": answer.code, "last_error": answer.words}
    if outcome == Attempt.Outcome.UNWRITTEN:
        said["unwritten_at"] = now
    if attempts >= MOST_ATTEMPTS:
        moved = move(in_hand(message), State.DEAD, **said)
    else:
        moved = move(in_hand(message), State.PENDING, due_at=now + wait_after(attempts), **said)
    if moved:
        _tried(message, outcome, answer)


def _tried(message: Message, outcome: str, answer: Answer) -> None:
    """Write the try down; called only when the mail was moved, so that a try is counted once."""
    Attempt.objects.create(
        message=message, worker=message.owner, outcome=outcome, code=answer.code, detail=answer.words
    )
