"""Events in the admin: Django looks for an app's pages here, each story keeps its own."""

# Importing the classes registers them; Django imports this module of each app by itself.
from events.places.admin import RegistrationAdmin
from events.planning.admin import EventAdmin

__all__ = ["EventAdmin", "RegistrationAdmin"]
