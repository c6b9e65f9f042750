"""The pages of events in the admin, with those after an event."""

from events.after.admin.event import EventAfterAdmin

__all__ = ["EventAfterAdmin"]
