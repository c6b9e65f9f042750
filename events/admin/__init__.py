"""Events in the admin, one noun a file."""

from events.admin.event import EventAdmin
from events.admin.registration import RegistrationAdmin

__all__ = ["EventAdmin", "RegistrationAdmin"]
