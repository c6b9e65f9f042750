"""Why a verb on a project or a pairing is refused.

The class is what code and tests tell apart; the sentence for the person is given where it is raised.
"""

from icaforum.audit.record import Refused


class NoRoom(Refused):
    """The pilot project has as many proposed and running pairings as its `capacity`."""


class NotFitting(Refused):
    """The cities, or the owner of a step, do not fit the project or the pairing."""


class NotNow(Refused):
    """The project, pairing or step is in a state in which this cannot be done."""


class NotYours(Refused):
    """The person has neither the seat, nor the lead, that the verb asks for."""
