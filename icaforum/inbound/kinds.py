"""What the door hands on: a calendar's answer, an answer to a signed address, and what became of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from icaforum.inbound.models import Arrival

Became = Arrival.Became


@dataclass(frozen=True)
class Outcome:
    """What became of a mail, and for whom reads those that a program could not deal with, why."""

    became: str
    why: str = ""


@dataclass(frozen=True)
class CalendarReply:
    """What a calendar program answers for its owner (RFC 5546, METHOD:REPLY).

    `sequence` is the number of the entry that was answered; `stamped` when, by the clock of the answerer;
    `one_day` tells that the answer is about one of several days. `sender` and `proven` as in `Answer`.
    """

    uid: str
    attendee: str
    answer: str
    sequence: int
    stamped: datetime | None
    one_day: bool
    sender: str
    proven: bool


@dataclass(frozen=True)
class Answer:
    """What somebody wrote to a signed address: the row it is about, and the person whose address it is.

    `sender` is the address in its From; `proven` tells that the mail server of that address vouches for it.
    `attachments` is how many files were dropped, `was_cut` that the words were too many.
    """

    key: int
    person: int
    sender: str
    proven: bool
    text: str
    attachments: int
    was_cut: bool


@dataclass(frozen=True)
class Handlers:
    """The verbs of the apps above, as the roof names them (`icaforum.handlers`).

    `answers` has one for each purpose of a signed address; `heard_from` is told of whoever has just written
    with proof. Each may raise `Refused` with the reason.
    """

    calendar: Callable[[CalendarReply], Outcome]
    answers: Mapping[str, Callable[[Answer], Outcome]]
    heard_from: Callable[[str], object]


@cache
def handlers() -> Handlers:
    """Return the table that `INBOUND_HANDLERS` names, since the verbs stand in the apps above."""
    return import_string(settings.INBOUND_HANDLERS)
