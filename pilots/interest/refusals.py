"""Why something about a call for peers cannot be done."""

from icaforum.audit.record import Refused


class NotNow(Refused):
    """The call or the interest stands otherwise by now."""


class NotYours(Refused):
    """The person has no seat in the city, or does not lead it where a lead is asked for."""


class TooLate(Refused):
    """The call has closed on the clock of the city."""


class NotFitting(Refused):
    """The city is in a pairing already, or pauses, or a project is not in the call."""


class NotReady(Refused):
    """The call lacks what cities have to know."""
