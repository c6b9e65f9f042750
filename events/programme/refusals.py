"""Why a verb on an event or a place is refused, in sentences for the person who asked."""

from django.utils.translation import gettext as _

from icaforum.audit.record import Refused


class NotAnnounced(Refused):
    """A draft takes no places, and has nobody to tell."""


class Started(Refused):
    """From the start on, places and times stay as they are."""


class Cancelled(Refused):
    """A cancelled event stays cancelled."""


class NoDate(Refused):
    """A postponed event takes no places until it has a date."""


class Announced(Refused):
    """It has been announced: other verbs apply, which tell people."""


class InThePast(Refused):
    """The time lies in the past."""


class SameTime(Refused):
    """The event has that time already: there is nothing to tell."""


class NoSuchHour(Refused):
    """The clocks of that zone skip the hour."""


class NotEntitled(Refused):
    """The event is not open to this person."""


class NoCity(Refused):
    """Places are taken for a city or organisation of the Forum."""


class NoRecording(Refused):
    """There will be no recording to have."""


class NoAnswer(Refused):
    """There is no place to give up."""


class TooLate(Refused):
    """People have been told already."""


class Busy(Refused):
    """So many people want the same event at once that the wait was too long."""


def cancelled() -> Cancelled:
    return Cancelled(_("This event has been cancelled."))


def started() -> Started:
    return Started(_("This event has begun; places stay as they are now."))


def no_date() -> NoDate:
    return NoDate(_("This event is postponed. Places can be taken once it has a new date."))


def not_announced() -> NotAnnounced:
    return NotAnnounced(_("This event has not been announced yet."))
