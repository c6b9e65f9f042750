"""Organisations at the table of what a paper tells of."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.partners.models import AtTable, at_table
from resources.library.models.resource import Resource


@at_table("paper")
class PaperOrganisation(AtTable):
    """An organisation at the table of what a paper tells of; people of the cities it is from write it down.

    A paper of a city that is not named is from none: an organisation would tell which one it is.
    """

    cities_of_thing = "cities"

    thing = models.ForeignKey(
        Resource, verbose_name=_("paper"), on_delete=models.CASCADE, related_name="at_table"
    )

    class Meta(AtTable.Meta):
        verbose_name = _("organisation at the table of a paper")
        verbose_name_plural = _("organisations at the table of papers")
