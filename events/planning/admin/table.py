"""Organisations that took part in events, for the secretariat."""

from django.contrib import admin

from cities.partners.admin.table import AtTableAdmin
from events.programme.table import EventOrganisation


@admin.register(EventOrganisation)
class EventOrganisationAdmin(AtTableAdmin):
    """Organisations at the table of events."""
