"""Why something about a question cannot be done."""

from icaforum.audit.record import Refused


class NoPart(Refused):
    """The person has no seat in the city, or the city is not in the Forum."""


class NobodyAsked(Refused):
    """No city, or not this one, would be asked."""


class NoAnswersTaken(Refused):
    """The question is closed, hidden, or leads to another one."""


class NotYours(Refused):
    """Another city's question, or another person's answer."""


class NotNow(Refused):
    """The question or the answer stands otherwise by now."""


class TooMany(Refused):
    """The person has asked or answered much today."""
