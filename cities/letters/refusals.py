"""Why a letter is not sent."""

from icaforum.audit.record import Refused


class TooMany(Refused):
    """The city, or the thread, has had many letters lately."""


class NobodyToReach(Refused):
    """Nobody of the others can be reached just now."""


class NoPart(Refused):
    """Whoever writes has no part in the thread, or is no longer in the Forum."""
