"""What a kind of mail is: the function that writes it, and how it behaves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from icalendar import Calendar

from icaforum.audit.verbs import Words
from icaforum.forum.reading import the_forum


@dataclass(frozen=True)
class Content:
    """What one mail is made of, to be put into words in its reader's language and time zone.

    `template` is the name below templates/, without ending: `cities/emails/invitation` stands for the one
    file `.html`, which fills the blocks of `icaforum/emails/base.html`, the subject among them. The text part
    is made from it. It sees `context` and what the outbox adds (`subject`, `reader`, `why`, `forum`,
    `base_url`, `unsubscribe_url`). `reply_to` is where answers go, with or without a name, else to the Forum;
    `sender_name` the person in whose name the Forum writes. `zone` is the time zone of a reader without an
    account, where it is known: that of their city.
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    reply_to: str | None = None
    sender_name: str | None = None
    zone: str = ""
    calendar: Calendar | None = None


@dataclass(frozen=True)
class Kind:
    """How one kind of mail behaves.

    - `write`: gets the ids of the row and returns the mail, or None when it is no longer wanted;
    - `title`: what the administration calls the kind; `why`: the sentence at its end, why one gets it, in
      which `%(forum)s` is the name of the Forum;
    - `repeat`: whether a mail that may have arrived is sent again; else a person decides;
    - `optional`: whether its readers can switch it off; `when`: for these, a sentence of when it comes;
    - `sensitive`: it holds a code or a personal link, so its words are never kept;
    - `private`: it is between others: the secretariat sees such a mail only where it did not arrive;
    - `once`: it holds a code, which nobody sends a second time: one asks for a new one;
    - `room`: the part of the portal it belongs to, without which nobody is asked whether they want it;
    - `can_wait`: it is neither urgent nor asked for, so it is one of the few that a person gets a day
      (`icaforum.outbox.daily`);
    - `priority`: those with a smaller number leave first.
    """

    write: Callable[[Mapping[str, Any]], Content | None]
    title: Words
    why: Words
    repeat: bool = True
    optional: bool = False
    when: Words = ""
    sensitive: bool = False
    private: bool = False
    once: bool = False
    room: str = ""
    can_wait: bool = False
    priority: int = 5


@cache
def kinds() -> Mapping[str, Kind]:
    """Return all kinds, by name, from the table that `OUTBOX_KINDS` names.

    Named in the settings, because the functions that write mails stand in the apps above.
    """
    return import_string(settings.OUTBOX_KINDS)


def private_kinds() -> list[str]:
    """Return the kinds of which the secretariat sees only what did not arrive."""
    return [name for name, kind in kinds().items() if kind.private]


def optional_kinds() -> dict[str, Kind]:
    """Return the kinds that people can switch off, of what the secretariat has opened."""
    forum = the_forum()
    return {
        name: kind
        for name, kind in kinds().items()
        if kind.optional and (not kind.room or kind.room in forum.open_rooms)
    }
