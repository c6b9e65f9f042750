"""Organisations at the table of an event."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.partners.models import AtTable, at_table
from events.programme.models import Event


@at_table("event")
class EventOrganisation(AtTable):
    """An organisation that took part in an event; the secretariat and people of its hosts write it down."""

    cities_of_thing = "host_cities"

    thing = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="at_table"
    )

    class Meta(AtTable.Meta):
        verbose_name = _("organisation at the table of an event")
        verbose_name_plural = _("organisations at the table of events")
