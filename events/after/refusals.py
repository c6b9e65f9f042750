"""Why a verb after an event is refused; those that planning has too stand in `events.programme.refusals`."""

from datetime import datetime

from django.utils.translation import gettext as _

from events.programme.models import Event
from events.programme.refusals import NotOver
from icaforum.audit.record import Refused


class NothingWritten(Refused):
    """It is not known yet who was there, so nobody can be told apart."""


class NothingToRead(Refused):
    """There is neither a report nor anybody who opened the room."""


class OtherEvent(Refused):
    """The person has no row at this event."""


class NotOpen(Refused):
    """The survey takes no answers now."""


class NotThere(Refused):
    """The survey is for those who were there."""


class Answered(Refused):
    """Somebody has answered, so the questions stay as they are."""


def refuse_unless_over(event: Event, now: datetime) -> None:
    """Raise NotOver for an event that did not take place, or is not over at the time `now`."""
    if not event.is_published or not event.has_ended(now):
        raise NotOver(_("This event is not over, so nothing is known of it yet."))
