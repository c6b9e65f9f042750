"""Expertise that member cities need, for the secretariat when it invites a partner."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cities.directory.models.city import City
from cities.directory.models.theme import Theme
from cities.directory.viewer import Viewer
from icaforum.words.languages import LANGUAGE_CHOICES

# A need is called by the beginning of what it says.
LONGEST_NAME = 60


class ExpertiseNeedQuerySet(models.QuerySet["ExpertiseNeed"]):
    """Needs, by whether somebody still looks for it and by who asks."""

    def open(self) -> Self:
        """Those that nobody has settled or taken back, of cities in the Forum."""
        here = City.objects.members().order_by().values("pk")
        return self.filter(settled_at__isnull=True, city__in=here)

    def visible_to(self, viewer: Viewer) -> Self:
        """Those of the viewer's cities; all for their staff."""
        return self.all() if viewer.manages(ExpertiseNeed) else self.filter(city__in=viewer.city_ids)


class ExpertiseNeed(models.Model):
    """A city names an expertise that it needs, and perhaps an organisation that has it.

    Its own team and the secretariat read it, which invites partners case by case.
    """

    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="expertise_needs"
    )
    theme = models.ForeignKey(
        Theme, verbose_name=_("theme"), on_delete=models.PROTECT, related_name="expertise_needs"
    )
    text = models.TextField(_("what is needed"), max_length=600)
    language = models.CharField(_("written in"), max_length=10, choices=LANGUAGE_CHOICES)
    suggests = models.CharField(_("organisation it suggests"), max_length=300, blank=True)
    # Empty once that person is erased; the need is the city's, and stays.
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("named by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    named_at = models.DateTimeField(_("named on"), db_default=Now())
    settled_at = models.DateTimeField(_("settled on"), null=True, blank=True)
    outcome = models.CharField(_("what came of it"), max_length=300, blank=True)

    objects = ExpertiseNeedQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("need of a member city")
        verbose_name_plural = _("needs of member cities")

    named_by: Any = ()

    def __str__(self) -> str:
        return self.text if len(self.text) <= LONGEST_NAME else f"{self.text[: LONGEST_NAME - 1]}…"
