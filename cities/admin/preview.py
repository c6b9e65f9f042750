"""«See the mail» before it is sent."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from icaforum.outbox.letter import written
from icaforum.outbox.models import Message

PERSONAL = re.compile(r"(/(?:join|invitation)/(?:[a-z]+/)?)[\w-]+\.[\w.-]+/?")


@dataclass(frozen=True)
class Preview:
    """A mail as it would go out. Its personal link is left out: it belongs to its reader."""

    to: str
    subject: str
    text: str


def mails_of(act: Callable[[], Any], *, address: str) -> list[Preview]:
    """Do it, read the mails it queues to an address, and undo everything: so the preview cannot be wrong."""
    with transaction.atomic():
        last = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        act()
        queued = Message.objects.filter(pk__gt=last, address__iexact=address).order_by("pk")
        letters = [(message.address, written(message)) for message in queued]
        transaction.set_rollback(True)
    return [
        Preview(to, letter.subject, PERSONAL.sub(r"\1…", letter.text)) for to, letter in letters if letter
    ]
