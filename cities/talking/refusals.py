"""Why a text that people write cannot stand as it was meant."""

from icaforum.audit.record import Refused


class HasToBeNamed(Refused):
    """Too few member cities could have written it, so leaving the name out would hide nothing."""
