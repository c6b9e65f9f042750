"""The launch import in the admin."""

from cities.launch.admin.sheets import LaunchSheetAdmin

__all__ = ["LaunchSheetAdmin"]
