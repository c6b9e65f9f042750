"""Show mails before they are sent: whom they would reach, and their words."""

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
    """Return the mails that calling `act` would queue; raises what `act` raises.

    It is done, its mails are read, and everything is rolled back: so the preview cannot be wrong.
    """
    with transaction.atomic(), queued_mails() as queued:
        act()
        previews = previews_of(queued)
        transaction.set_rollback(True)
    return previews


def previews_of(messages: Iterable[Message]) -> list[Preview]:
    """Return the first mail of each kind in the order in which they were queued, with all its readers.

    Mails that are no longer wanted are left out. Only the first of a kind is put into words, since a change
    of an event may mail hundreds.
    """
    by_kind: dict[str, list[Message]] = {}
    for message in messages:
        if kinds()[message.kind].write(message.ids) is not None:
            by_kind.setdefault(message.kind, []).append(message)
    return [_preview(same) for same in by_kind.values()]


def preview_of(message: Message) -> Preview:
    """Return one mail, which need not be stored, as its reader would get it; raises ValueError for none."""
    return _preview([message])


def _preview(messages: list[Message]) -> Preview:
    first = messages[0]
    letter = written(first)
    if letter is None:  # `previews_of` has asked; nothing has changed since, in the same transaction
        raise ValueError(f"The mail {first.dedupe_key} is no longer wanted.")
    return Preview(
        title=first.title,
        readers=tuple(dict.fromkeys(message.reader for message in messages)),
        to=first.address,
        subject=letter.subject,
        text=PERSONAL.sub("…", letter.text),
        # The row was not read back, so a mail that is due at once holds the default of the database here.
        held_until=first.due_at if isinstance(first.due_at, datetime) else None,
    )
