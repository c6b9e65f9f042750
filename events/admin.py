"""Events in the admin: Django looks for an app's pages here, each story keeps its own."""

# Importing the classes registers them; Django imports this module of each app by itself.
from events.after.admin import EventAfterAdmin
from events.guests.admin import GuestAdmin
from events.places.admin import RegistrationAdmin
from events.planning.admin.table import EventOrganisationAdmin

__all__ = ["EventAfterAdmin", "EventOrganisationAdmin", "GuestAdmin", "RegistrationAdmin"]
