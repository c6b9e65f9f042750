"""Why something about a lessons-learned draft cannot be done."""

from icaforum.audit.record import Refused


class NothingToQuote(Refused):
    """No answer of another city is in it."""


class DraftThere(Refused):
    """There is an open draft of this question."""


class NotNow(Refused):
    """The draft or the quote stands otherwise by now."""


class OtherWords(Refused):
    """The words have changed since the city read them."""


class NotYours(Refused):
    """Another city's draft or words."""


class TooLong(Refused):
    """The paper would be longer than one may be."""


class TooMany(Refused):
    """The person has made many drafts today."""
