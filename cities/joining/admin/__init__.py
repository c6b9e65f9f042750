"""The list of applications, the page on which one is decided, and its printed sheet."""

from cities.joining.admin.page import ApplicationAdmin

__all__ = ["ApplicationAdmin"]
