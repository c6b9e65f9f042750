"""Why something about a revision cannot be done."""

from icaforum.audit.record import Refused


class NotYours(Refused):
    """The person has no seat in a pilot city of the project that is in the Forum."""


class NotNow(Refused):
    """The revision stands otherwise by now."""


class NothingChanged(Refused):
    """It says what stands already."""


class DatesInDisorder(Refused):
    """With what stands by now the last day would be before the first."""


class TextIsGone(Refused):
    """The text that it changes was deleted, and without it there is no title."""
