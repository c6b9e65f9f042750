"""Why a verb on a project or a pairing is refused."""

from icaforum.audit.record import Refused


class NoRoom(Refused):
    """The pilot project has all the peer cities it can take."""


class NotFitting(Refused):
    """These two cities cannot be paired in this project."""


class NotNow(Refused):
    """The pairing is in a state in which this cannot be done."""


class NotYours(Refused):
    """Only people of the two cities, or their leads, may do this."""
