"""What is done with one mail: which of the few things it is that the portal knows, and what becomes of it."""

import re

from icaforum.audit.locks import SavedBySomebodyElse
from icaforum.audit.record import Refused
from icaforum.inbound.addresses import SignedAddress, read_address
from icaforum.inbound.authentic import is_proven
from icaforum.inbound.automatic import is_automatic
from icaforum.inbound.bounces import Bounce, bounce_of
from icaforum.inbound.calendars import calendar_reply
from icaforum.inbound.kinds import Answer, Became, Outcome, handlers
from icaforum.inbound.models import Arrival
from icaforum.inbound.quotes import without_quotes
from icaforum.inbound.reading import Mail, Unreadable, read_head, read_mail
from icaforum.outbox.actions import note_return
from icaforum.outbox.models import Message

# An answer is passed on up to so many signs; more is cut, and said to be.
LONGEST_ANSWER = 20_000
# What staff read of a mail that a program could not deal with.
LONGEST_SHOWN = 10_000

Done = tuple[Outcome, dict[str, str]]
"""What became of a mail, and what is kept of it, by the columns of `Arrival`."""


def handle(raw: bytes) -> Done:
    """Do what a mail asks for, within the caller's transaction; nothing is ever answered to what is unknown.

    Raises what a verb raises by a fault of ours, and SavedBySomebodyElse: then it is tried again.
    """
    try:
        mail = read_mail(raw)
        outcome = _done_with(mail, raw)
    except Unreadable as error:
        return set_aside(raw, Outcome(Became.UNREADABLE, str(error)))
    if outcome.became not in Arrival.FOR_STAFF:
        return outcome, {}
    return outcome, _head(mail) | {"text": _shown(mail, outcome)}


def set_aside(raw: bytes, outcome: Outcome) -> Done:
    """Return the head of a mail whose words cannot be read, for a person."""
    return outcome, _head(read_head(raw))


def _head(mail: Mail) -> dict[str, str]:
    return {"sender": mail.sender, "subject": mail.subject}


def _shown(mail: Mail, outcome: Outcome) -> str:
    """Return what staff may read of a mail: of an answer to a letter, not theirs to read, the head alone."""
    if outcome.became != Became.UNKNOWN or _is_for_somebody(mail):
        return ""
    return mail.text[:LONGEST_SHOWN]


def _is_for_somebody(mail: Mail) -> bool:
    # Whatever looks like a signed address, also one whose mark was cut off: somebody's words stand in it.
    return any(re.match(r"[^@]*[a-z][a-z2-7]{20,}@", address) for address in mail.recipients)


def _done_with(mail: Mail, raw: bytes) -> Outcome:
    """Ask one after the other what a mail is; the first that knows it does what is to be done."""
    if (bounce := bounce_of(mail, raw)) is not None:
        return _came_back(bounce)
    proven = is_proven(mail)
    if proven:
        handlers().heard_from(mail.sender)
    try:
        # Before automatic mails, since calendars write by themselves too.
        if (reply := calendar_reply(mail, proven=proven)) is not None:
            return handlers().calendar(reply)
        if is_automatic(mail):
            return Outcome(Became.AUTOMATIC)
        if signed := _signed(mail):
            return _answered(signed, mail, proven=proven)
    except SavedBySomebodyElse:
        raise
    except Refused as refusal:
        return Outcome(Became.REFUSED, str(refusal))
    return Outcome(Became.UNKNOWN)


def _signed(mail: Mail) -> list[SignedAddress]:
    found = dict.fromkeys(filter(None, map(read_address, mail.recipients)))
    return [it for it in found if it.purpose in handlers().answers]


def _came_back(bounce: Bounce) -> Outcome:
    if not bounce.failed:
        return Outcome(Became.AUTOMATIC)
    # The reader alone knows the Message-ID of a mail of ours, so nobody can say this of another's address.
    mails = list(Message.objects.filter(message_id__in=bounce.message_ids))
    for mail in mails:
        note_return(mail, words=bounce.words, by=None)
    if mails:
        return Outcome(Became.BOUNCE)
    if Message.objects.filter(address__in=bounce.recipients, state=Message.State.SENT).exists():
        return Outcome(Became.UNREADABLE, "bounce")
    # Of a mail that others sent in our name.
    return Outcome(Became.AUTOMATIC)


def _answered(signed: list[SignedAddress], mail: Mail, *, proven: bool) -> Outcome:
    """Hand on what was written to each of the signed addresses; return what became of it, the worst first."""
    text = without_quotes(mail.text)
    if not text:
        return Outcome(Became.UNREADABLE, "empty")
    done = [
        handlers().answers[it.purpose](
            Answer(
                key=it.key,
                person=it.person,
                sender=mail.sender,
                proven=proven,
                text=text[:LONGEST_ANSWER],
                attachments=mail.attachments,
                was_cut=len(text) > LONGEST_ANSWER,
            )
        )
        for it in signed
    ]
    return next((it for it in done if it.became in Arrival.FOR_STAFF), done[0])
