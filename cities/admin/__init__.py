"""The members' part in the admin, one noun a file."""

from cities.admin.application import ApplicationAdmin

__all__ = ["ApplicationAdmin"]
