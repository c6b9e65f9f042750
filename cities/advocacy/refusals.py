"""Why something about a joint call cannot be done."""

from icaforum.audit.record import DoneAlready, Refused


class NotForThem(Refused):
    """Another city's call, comment or signature, or somebody who does not lead the city."""


class NotNow(Refused):
    """The call stands otherwise by now."""


class SoAlready(NotNow, DoneAlready):
    """What was pressed for is so already, by oneself or a colleague."""


class AnotherText(Refused):
    """The text is not the one that was read: it was changed meanwhile."""


class TooMany(Refused):
    """The person has written much today."""


class AnotherDay(NotNow):
    """The day that was typed does not do, and another one would."""
