"""Why somebody who comes from a city's own sign-in is not let in, each with a sentence for them."""

from icaforum.audit.record import Refused


class BeganElsewhere(Refused):
    """The sign-in was not begun in this browser, was used already, or took more than ten minutes."""


class ProviderFailed(Refused):
    """The provider did not answer, not in time, or not as it must; nothing is known of the person."""


class GaveUp(Refused):
    """The person, or their city, said no at the provider."""


class NoAddressOfCity(Refused):
    """The provider vouches for no address of a domain that it may speak for."""


class NobodyInvited(Refused):
    """The address has neither an account nor an invitation."""
