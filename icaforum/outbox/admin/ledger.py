"""Mails to one reader, on a page of theirs: what became of each, and a button to send it again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from icaforum.audit.admin.happened import happened
from icaforum.audit.models import admin_url_of
from icaforum.outbox.admin.mails import may_be_sent_once_more
from icaforum.outbox.kinds import kinds
from icaforum.outbox.models import Message
from icaforum.outbox.states import State, has_arrived, may_be_sent_again, reason_of
from icaforum.words.columns import short_day
from icaforum.words.times import request_now

# So many are looked at for whether an address works.
READ = 25
# Shown on the page of a reader; all of them are in the list of mails.
SHOWN = 6

TONES: dict[str, str] = {
    **dict.fromkeys(Message.UNSENT, "need"),
    **dict.fromkeys((State.PENDING, *Message.LEASED), "waiting"),
    **dict.fromkeys((State.HELD, State.CANCELLED, State.EXPIRED), "open"),
}


@dataclass(frozen=True)
class Returns:
    """The newest mails to an address came back: how many, since when, and why."""

    count: int
    since: datetime
    reason: str


def mails_to(request: HttpRequest, mails: Sequence[Message], *, address: str, back: str) -> dict[str, Any]:
    """Return what `admin/mails/ledger.html` draws of a reader's mails, the newest first.

    `back` is the page on which it stands, to which sending leads back.
    """
    now, may = request_now(), request.user.has_perm("outbox.change_message")
    return {
        "rows": [_row(mail, now=now, may=may) for mail in mails[:SHOWN]],
        "all_url": mails_url(address),
        "back": back,
    }


def mails_url(address: str) -> str:
    """Return where all mails to an address are listed; one may hold a plus, which means a space there."""
    return f"{reverse('admin:outbox_message_changelist')}?{urlencode({'q': address})}"


def about_address(request: HttpRequest, thing: Model, address: str) -> dict[str, Any]:
    """Return the mails to an address without an account, and what happened, for the page of what is about it.

    Names: `ledger`, `returns`, `happened`; each is None for who may not open that list.
    """
    mails = list(Message.objects.newest_to_address(address, most=READ))
    sees = request.user.has_perm("outbox.view_message")
    return {
        "ledger": mails_to(request, mails, address=address, back=admin_url_of(thing)) if sees else None,
        "returns": returns_of(mails, address) if sees else None,
        "happened": happened(request, thing),
    }


def returns_of(mails: Iterable[Message], address: str) -> Returns | None:
    """Return what came back from an address since a mail to it last arrived; None where none did.

    `mails` are a reader's, the newest first. What waits, was taken back or had no sense any more says nothing
    of the address, and what our own server or sender did to a mail does not either.
    """
    refused: list[Message] = []
    returned: list[Message] = []
    accepted = settled = False
    for mail in mails:
        if mail.address != address:
            continue
        if mail.came_back:
            returned += [mail] if mail.returned.over_at is None and not settled else []
        elif mail.state == State.SENT:
            accepted = True
            settled = settled or has_arrived(mail, request_now())
        elif not accepted and _says_no(mail):
            refused.append(mail)
    found = sorted([*refused, *returned], key=lambda mail: mail.pk)
    if not found:
        return None
    return Returns(len(found), found[0].created_at, reason_of(found[-1]))


def _says_no(mail: Message) -> bool:
    return mail.state == State.SUPPRESSED or (mail.state == State.DEAD and mail.last_error != "sender-died")


def _row(mail: Message, *, now: datetime, may: bool) -> dict[str, Any]:
    verb = _verb_of(mail, now) if may else ""
    return {
        "mail": mail,
        "url": reverse("admin:outbox_message_change", args=[mail.pk]),
        "day": short_day(mail.created_at),
        "clock": date_format(localtime(mail.created_at), "TIME_FORMAT"),
        "became": _became(mail),
        "reason": reason_of(mail),
        "tone": "need" if mail.unwritten_at or mail.came_back else TONES.get(mail.state, ""),
        "send_url": reverse("admin:outbox_message_verb", args=[mail.pk, verb]) if verb else "",
    }


def _verb_of(mail: Message, now: datetime) -> str:
    """Return the verb that sends this mail once more; nothing where it has none, as codes have."""
    kind = kinds().get(mail.kind)
    if kind is None or kind.once:
        return ""
    if may_be_sent_again(mail, now):
        return "send-again"
    return "once-more" if may_be_sent_once_more(mail) else ""


def _became(mail: Message) -> str:
    if mail.accepted_at and not mail.came_back:
        clock = date_format(localtime(mail.accepted_at), "TIME_FORMAT")
        return _("Accepted by the mail server, %(clock)s") % {"clock": clock}
    return mail.became
