"""What a kind of mail is: the function that writes it, and how it behaves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from icalendar import Calendar


@dataclass(frozen=True)
class Content:
    """One mail, ready to be put into words in its reader's language and time zone.

    `template` is the name below templates/, without ending: `cities/emails/invitation` stands for the one
    file `.html`, which fills the blocks of `icaforum/emails/base.html`, the subject among them. The text part
    is made from it. It sees `context` and what the outbox adds (`subject`, `reader`, `why`, `forum`,
    `base_url`, `unsubscribe_url`).
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    reply_to: str | None = None
    sender_name: str | None = None
    calendar: Calendar | None = None


@dataclass(frozen=True)
class Kind:
    """How one kind of mail behaves.

    `write` gets the ids of the row and returns the mail, or None when it is no longer wanted.
    """

    write: Callable[[Mapping[str, Any]], Content | None]
    title: str
    why: str
    repeat: bool = True
    optional: bool = False
    sensitive: bool = False
    priority: int = 5


@cache
def kinds() -> Mapping[str, Kind]:
    """All kinds, by name, from the table that `OUTBOX_KINDS` names."""
    return import_string(settings.OUTBOX_KINDS)
