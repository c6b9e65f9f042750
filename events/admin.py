"""Events in the admin: Django looks for an app's pages here, each story keeps its own."""

from events.places.admin import RegistrationAdmin
from events.planning.admin import EventAdmin

__all__ = ["EventAdmin", "RegistrationAdmin"]
