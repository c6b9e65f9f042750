"""Why something about a measure cannot be done."""

from icaforum.audit.record import Refused


class NotYours(Refused):
    """Another city's measure, or what a lead contact alone may do."""


class NotNow(Refused):
    """The measure stands otherwise by now."""


class OtherWords(Refused):
    """The words have changed since they were read."""


class SaysNoReason(Refused):
    """It ended early, and nothing says why."""


class OutOfOrder(Refused):
    """It would be over before it began."""


class TooMany(Refused):
    """The person has drafted many measures today."""


class NoRoom(Refused):
    """There are as many indicators, or figures, as can stand there."""


class Wrong(Refused):
    """A figure, or what an indicator says of itself, that cannot be."""
