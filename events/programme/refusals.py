"""Why a verb on an event or a place is refused, in sentences for the person who asked.

The classes are what code and tests tell apart. The functions below make those whose sentence several verbs
share.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from events.programme.models import Event
from icaforum.audit.record import Refused


class NotAnnounced(Refused):
    """The event is a draft, which takes no places and has nobody to tell."""


class Started(Refused):
    """The event has begun or is over: places and times stay as they are."""


class Cancelled(Refused):
    """The event is cancelled; it has to be published again first."""


class NotCancelled(Refused):
    """The event is not cancelled, so there is nothing to take back."""


class NoDate(Refused):
    """The event is postponed and takes no places until it has a new date."""


class Announced(Refused):
    """The event has been announced: other verbs apply, which tell people."""


class InThePast(Refused):
    """The time lies in the past."""


class SameTime(Refused):
    """The event has that time already, so there is nothing to tell."""


class NoSuchHour(Refused):
    """The clocks of that time zone skip that hour on that day."""


class OutsideTheDays(Refused):
    """The programme has something that the time of the event has no room for."""


class NotInTheProgramme(Refused):
    """What is to be changed stands in the programme of no event, or of another."""


class TooManyItems(Refused):
    """A programme of so many items is none that anybody reads."""


class NotEntitled(Refused):
    """The event is not open to this person."""


class NoCity(Refused):
    """The person has no seat in a city or partner to take a place for, or has to say which."""


class NoRecording(Refused):
    """The event will not be recorded."""


class NotOver(Refused):
    """The event has not taken place yet, or does not."""


class NothingToAdd(Refused):
    """Neither a recording nor slides were given."""


class AddedAlready(Refused):
    """The recording, or the slides, of the event are in the library."""


class NoAnswer(Refused):
    """The person has never answered for this event, so there is no place to give up."""


class SentAlready(Refused):
    """Everybody concerned has this mail already."""


class NobodyToTell(Refused):
    """Nobody would get the mail."""


class OtherNumber(Refused):
    """Not as many as was agreed on would get the mail by now."""


class TooLate(Refused):
    """People have been told of the change, so it cannot be taken back."""


class Busy(Refused):
    """So many people wanted the same event at once that the lock did not come in time."""


def cancelled() -> Cancelled:
    """Return the refusal of any verb on a cancelled event."""
    return Cancelled(_("This event has been cancelled."))


def started() -> Started:
    """Return the refusal of verbs on places once the event has begun."""
    return Started(_("This event has begun; places stay as they are now."))


def no_date() -> NoDate:
    """Return the refusal of taking a place while the event is postponed."""
    return NoDate(_("This event is postponed. Places can be taken once it has a new date."))


def not_announced() -> NotAnnounced:
    """Return the refusal of verbs that need an announced event."""
    return NotAnnounced(_("This event has not been announced yet."))


def refuse_unless_ahead(event: Event, now: datetime, *, postponed: bool = False) -> None:
    """Raise what the state of an event forbids: NotAnnounced, Cancelled, NoDate or Started.

    `postponed` allows the verb while there is no date.
    """
    if event.is_draft:
        raise not_announced()
    if event.is_cancelled:
        raise cancelled()
    if event.is_postponed:
        # A postponed event has its old start still, which may lie in the past and counts for nothing.
        if postponed:
            return
        raise no_date()
    if event.has_started(now):
        raise started()
