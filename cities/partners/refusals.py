"""Why the verbs of this story are refused."""

from icaforum.audit.record import Refused


class NoPartner(Refused):
    """The entry is a city, and no partner organisation."""


class SaidAlready(Refused):
    """The partner has said something on this theme already."""
