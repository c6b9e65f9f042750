"""The pages of events in the admin."""

from events.planning.admin.event import EventAdmin

__all__ = ["EventAdmin"]
