"""Why the verbs of this story are refused."""

from icaforum.audit.record import DoneAlready, Refused


class NoPartner(Refused):
    """The entry is a city, and no partner organisation."""


class SaidAlready(Refused):
    """The partner has said something on this theme already."""


class NoCity(Refused):
    """Whoever asks has no seat in a city of the Forum; a partner asks nobody for help."""


class NotTaking(Refused):
    """The partner is not in the Forum, pauses, or is none."""


class NotYours(Refused):
    """Another city's request, or one put to another partner."""


class NotNow(Refused):
    """The request stands otherwise by now."""


class SoAlready(NotNow, DoneAlready):
    """What was pressed for is so already."""


class TooMany(Refused):
    """The person has asked or written much today."""


class OtherWords(Refused):
    """The words have changed since the organisation read them."""


class Objected(Refused):
    """Whoever reads the address has said that they want no mail from the Forum."""


class AskedAlready(Refused):
    """Whoever reads the address is asked about another organisation at this table."""


class OwnAddress(Refused):
    """The address is that of somebody in the team of the city that writes."""
