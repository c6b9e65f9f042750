"""Why something about a contribution cannot be done."""

from icaforum.audit.record import Refused


class NoPart(Refused):
    """The person has no seat in the city, or the city is not in the Forum."""


class NotYours(Refused):
    """Another city's contribution."""


class NotNow(Refused):
    """The contribution stands otherwise by now."""


class NothingToRead(Refused):
    """It has neither a file nor words."""


class WouldTell(Refused):
    """It would tell which city it is that is not named."""


class HasLeft(Refused):
    """The city has taken its name off the text."""


class NobodyToAsk(Refused):
    """Nobody of a city can hear that another names it as an author, nor take its name off."""


class TooMany(Refused):
    """The person has sent in much, or named many cities, today."""
