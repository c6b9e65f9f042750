"""What the secretariat notes of a city, for itself."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cities.directory.models import City


class CityNote(models.Model):
    """A dated note of the secretariat about a city; no member sees it, and nobody changes it."""

    city = models.ForeignKey(City, verbose_name=_("city"), on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(_("note"), max_length=2000)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    written_at = models.DateTimeField(_("written on"), db_default=Now())

    class Meta:
        ordering = ["-written_at", "-pk"]
        verbose_name = _("note about a city")
        verbose_name_plural = _("notes about cities")

    named_by = ("city",)

    def __str__(self) -> str:
        return str(self.city)
