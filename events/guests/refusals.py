"""Why a verb on a guest is refused."""

from icaforum.audit.record import Refused


class InvitedAlready(Refused):
    """Somebody with this address is invited to the event already."""


class NotInvited(Refused):
    """The guest said no, or was taken back."""


class TooLateForGuests(Refused):
    """The event is not announced, cancelled or over."""
