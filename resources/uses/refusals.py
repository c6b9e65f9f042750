"""Why something about a use cannot be done."""

from icaforum.audit.record import Refused


class NotYours(Refused):
    """Another city's use or measure, or what a lead contact alone may do."""


class NotThere(Refused):
    """The city may not see what it says it uses, or others no longer read it."""


class NotNow(Refused):
    """It stands otherwise by now: said already, taken back, hidden, stopped."""


class OtherWords(Refused):
    """The words have changed since they were read."""


class ToCome(Refused):
    """It would have begun in the future."""


class SaysNothing(Refused):
    """An answer without the word that goes with it."""


class TooMany(Refused):
    """The person has said much today."""
