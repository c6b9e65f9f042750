"""The states of an application and what moves it on: one table, in which no state is left open.

Of each move it says for each state either what follows, or the sentence with which it is refused. Verbs,
buttons and refusals are made from it; `tests/cities/joining/test_moves.py` walks all of it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.joining import rules
from cities.joining.models import Application
from cities.joining.refusals import (
    AlreadyDecided,
    NotConfirmed,
    NotDeclined,
    NotOpen,
    OwnApplication,
    WrongWayIn,
    entry_of,
)
from cities.people.models import User
from icaforum.audit.record import Refused
from icaforum.audit.verbs import Words

State = Application.State


class Then(Enum):
    """What follows where it is no other state that one could name."""

    SAME = "same"
    """It stays as it is."""

    THREAD = "thread"
    """It waits for the applicant while a question is open, else for the secretariat."""

    GONE = "gone"
    """The row is deleted."""


class Who(Enum):
    """Who makes a move. A page offers it to them alone."""

    APPLICANT = "applicant"
    """Whoever has the personal link."""

    STAFF = "staff"
    """Whoever of the secretariat may change applications."""

    DECIDER = "decider"
    """The same, but for whom it is their own: `rules.may_decide`."""

    CLOCK = "clock"


@dataclass(frozen=True)
class No:
    """Why a move is refused: the class of the refusal, and its sentence, filled by `_facts_of`."""

    kind: type[Refused]
    words: Words


@dataclass(frozen=True)
class Move:
    """One move: who makes it, what follows from each state, why not from the others.

    `own` is the sentence for a decider whose own application it is, `partner` why it is none for a partner.
    """

    who: Who
    then: Mapping[str, State | Then]
    refused: Mapping[str, No]
    own: Words = ""
    partner: No | None = None


def _each(states: Iterable[str], no: No) -> dict[str, No]:
    return dict.fromkeys(states, no)


_NOT_SENT = No(NotOpen, gettext_lazy("This application was not sent yet."))
_SENT = No(NotOpen, gettext_lazy("This application has been sent already, or the invitation was taken back."))
_CLOSED = No(NotOpen, gettext_lazy("This application is closed."))
_UNPROVED = No(NotConfirmed, gettext_lazy("The address is not confirmed yet, so there is nothing to decide."))
_WITH_US = No(NotOpen, gettext_lazy("This application is with us already, so it need not be sent once more."))
_HOW_IT_ENDED = No(AlreadyDecided, gettext_lazy("%(person)s has decided this on %(day)s: %(state)s."))
_PROVED = No(NotOpen, gettext_lazy("Its address is confirmed, so nothing takes its place."))

_UNDECIDABLE: dict[str, No] = {
    State.INVITED: No(NotConfirmed, gettext_lazy("The partner has not applied yet.")),
    State.UNCONFIRMED: _UNPROVED,
    State.APPROVED: _HOW_IT_ENDED,
    State.DECLINED: _HOW_IT_ENDED,
    State.WITHDRAWN: No(AlreadyDecided, gettext_lazy("The applicant has withdrawn meanwhile.")),
}
_SOMEBODY_ELSE = gettext_lazy("This application is your own, so somebody else has to decide it.")


def _decision(then: State | Then, own: Words = _SOMEBODY_ELSE) -> Move:
    """A move of whoever decides, on an application that waits for either side."""
    return Move(Who.DECIDER, {State.WAITING: then, State.ASKED: then}, _UNDECIDABLE, own)


def _all_but(state: State, no: No) -> dict[str, No]:
    return _each((it for it in State if it != state), no)


MOVES: dict[str, Move] = {
    "send": Move(Who.APPLICANT, {State.INVITED: State.WAITING}, _all_but(State.INVITED, _SENT)),
    "take back": Move(
        Who.STAFF,
        {State.INVITED: State.WITHDRAWN},
        _all_but(State.INVITED, No(NotOpen, gettext_lazy("This is no open invitation any more: %(state)s."))),
    ),
    "confirm": Move(
        Who.APPLICANT,
        {State.UNCONFIRMED: State.WAITING, State.WAITING: Then.SAME, State.ASKED: Then.SAME},
        # A partner has proved its address by the link of its invitation, and has nothing to confirm.
        {State.INVITED: _NOT_SENT} | _each((State.APPROVED, State.DECLINED, State.WITHDRAWN), _CLOSED),
    ),
    "correct": Move(Who.APPLICANT, {State.UNCONFIRMED: Then.GONE}, _all_but(State.UNCONFIRMED, _PROVED)),
    "throw away": Move(Who.CLOCK, {State.UNCONFIRMED: Then.GONE}, _all_but(State.UNCONFIRMED, _PROVED)),
    "ask": _decision(State.ASKED),
    "answer": Move(
        Who.APPLICANT,
        {State.ASKED: Then.THREAD},
        {
            State.INVITED: _NOT_SENT,
            State.UNCONFIRMED: No(NotOpen, gettext_lazy("The address is not confirmed yet.")),
            State.WAITING: No(NotOpen, gettext_lazy("No question waits for an answer.")),
        }
        | _each((State.APPROVED, State.DECLINED, State.WITHDRAWN), _CLOSED),
    ),
    "recommend": _decision(
        Then.SAME, gettext_lazy("This application is your own, so you recommend nothing about it.")
    ),
    "approve": _decision(State.APPROVED),
    "decline": _decision(State.DECLINED),
    "withdraw": Move(
        Who.APPLICANT,
        dict.fromkeys((State.UNCONFIRMED, State.WAITING, State.ASKED), State.WITHDRAWN),
        {
            State.INVITED: _NOT_SENT,
            State.WITHDRAWN: No(NotOpen, gettext_lazy("This application was withdrawn already.")),
        }
        | _each(
            (State.APPROVED, State.DECLINED),
            No(
                AlreadyDecided,
                gettext_lazy("This application has been decided, so it cannot be withdrawn any more."),
            ),
        ),
    ),
    "take up again": Move(
        Who.DECIDER,
        {State.DECLINED: Then.THREAD},
        _all_but(
            State.DECLINED, No(NotDeclined, gettext_lazy("This application is not declined: %(state)s."))
        ),
        gettext_lazy("This application is your own, so somebody else has to take it up again."),
    ),
    "apply again": Move(
        Who.APPLICANT,
        {State.DECLINED: Then.SAME, State.WITHDRAWN: Then.SAME},
        {
            State.INVITED: _NOT_SENT,
            State.UNCONFIRMED: No(
                NotOpen, gettext_lazy("Confirm the address first, with the link in our mail.")
            ),
            State.WAITING: _WITH_US,
            State.ASKED: _WITH_US,
            State.APPROVED: No(NotOpen, gettext_lazy("This application was approved.")),
        },
        partner=No(WrongWayIn, gettext_lazy("Partners join by invitation.")),
    ),
    "note": Move(Who.STAFF, dict.fromkeys(State, Then.SAME), {}),
}
"""By its name each move, with every state in `then` or in `refused`.

`correct` and `throw away` are never refused aloud: nobody waits for an answer, the row is passed over. What a
move asks beside the state (a tier, a free city, an open question) its verb refuses by itself.
"""


def refusal_of(application: Application, move: str, *, by: User | None) -> Refused | None:
    """Return why `move` is not possible for `by`, or None; the state comes before who asks."""
    row = MOVES[move]
    if no := row.refused.get(application.state) or (row.partner if application.is_partner else None):
        return no.kind(str(no.words) % _facts_of(application))
    if row.who is Who.DECIDER and (
        by is None or not rules.may_decide(by, application, entry_of(application))
    ):
        return OwnApplication(str(row.own))
    return None


def locked_for(application: Application, move: str, *, by: User | None) -> Application:
    """Lock the application for `move`, and return it as it is now; raises the refusal of the table.

    The state is read under the lock: of two people who act at once the second sees what the first did.
    """
    application = Application.objects.locked(application.pk)
    if refusal := refusal_of(application, move, by=by):
        raise refusal
    return application


def after(application: Application, move: str) -> str:
    """Return the state that follows from `move`, which is possible. Raises KeyError where it is not."""
    then = MOVES[move].then[application.state]
    if then is Then.THREAD:
        is_open = application.clarifications.filter(answered_at__isnull=True).exists()
        return State.ASKED if is_open else State.WAITING
    return application.state if then is Then.SAME else str(then.value)


def is_possible(application: Application, move: str) -> bool:
    """Whether its state and kind allow `move`, whoever asks."""
    row = MOVES[move]
    return application.state in row.then and not (row.partner and application.is_partner)


def offered(move: str) -> Callable[[Application], bool]:
    """Return what says whether a button of `move` is shown."""
    return lambda application: is_possible(application, move)


def possible_to(application: Application, *who: Who) -> dict[str, bool]:
    """Return which moves of these people its state allows, by names that a template can read."""
    own = {name.replace(" ", "_"): name for name, row in MOVES.items() if row.who in who}
    return {word: is_possible(application, name) for word, name in own.items()}


def _facts_of(application: Application) -> dict[str, Any]:
    """What the sentences name: who decided it, on which day, and how it stands."""
    decided_at = application.decided_at
    return {
        # The person is gone from the row when their account was erased.
        "person": application.decided_by or _("Somebody"),
        "day": rules.day_in_words(decided_at) if decided_at else "",
        "state": application.get_state_display(),
    }
