"""«See the mail» before it is sent: whom it would reach, and its words."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from icaforum.outbox.compose import queued_mails
from icaforum.outbox.kinds import kinds
from icaforum.outbox.letter import written
from icaforum.outbox.models import Message

PERSONAL = re.compile(r"(?<=/)[0-9a-f]+-[0-9a-f]+-[0-9a-f]+\.[\w-]+/?")
"""The token of a personal link, as `links.sign` writes it: it belongs to its reader."""


@dataclass(frozen=True)
class Preview:
    """One kind of mail as its first reader would get it, without personal links, and who else gets one.

    `held_until` is when it goes out, for mails that wait so that what they tell of can be taken back.
    """

    title: str
    readers: tuple[str, ...]
    to: str
    subject: str
    text: str
    held_until: datetime | None = None


def mails_of(act: Callable[[], Any]) -> list[Preview]:
    """Do it, read the mails it queues, and undo everything: so the preview cannot be wrong."""
    with transaction.atomic(), queued_mails() as queued:
        act()
        previews = previews_of(queued)
        transaction.set_rollback(True)
    return previews


def previews_of(messages: Iterable[Message]) -> list[Preview]:
    """The mails in the order in which they were queued, one a kind; those nobody would get are left out."""
    by_kind: dict[str, list[Message]] = {}
    for message in messages:
        if kinds()[message.kind].write(message.ids) is not None:
            by_kind.setdefault(message.kind, []).append(message)
    return [_preview(same) for same in by_kind.values()]


def _preview(messages: list[Message]) -> Preview:
    first = messages[0]
    letter = written(first)
    return Preview(
        title=first.title,
        readers=tuple(dict.fromkeys(message.reader for message in messages)),
        to=first.address,
        subject=letter.subject,
        text=PERSONAL.sub("…", letter.text),
        held_until=first.due_at if isinstance(first.due_at, datetime) else None,
    )
