"""Why something about a text in short cannot be done."""

from icaforum.audit.record import Refused


class NoPart(Refused):
    """The person has no seat in the city, or does not see the text."""


class ThereAlready(Refused):
    """There is the text itself, or one in short, in this language."""


class NotYours(Refused):
    """It is another person's to check, or to take back."""


class NotNow(Refused):
    """It was checked, declined or taken back by now."""


class TooMany(Refused):
    """The person has written many today."""
