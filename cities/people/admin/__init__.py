"""Colleagues of the secretariat in the admin; people have a page of their own (`icaforum.person`)."""

from cities.people.admin.colleagues import ColleagueAdmin

__all__ = ["ColleagueAdmin"]
