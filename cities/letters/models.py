"""What one member writes to a city."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Letter(models.Model):
    """A message to a city, relayed by mail to its leads; an answer goes straight to the sender."""

    city = models.ForeignKey(
        "cities.City", verbose_name=_("to"), on_delete=models.PROTECT, related_name="letters"
    )
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("from"),
        on_delete=models.CASCADE,
        related_name="letters",
    )
    text = models.TextField(_("message"), max_length=4000)
    sent_at = models.DateTimeField(_("sent on"), db_default=Now())

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")

    def __str__(self) -> str:
        return f"{self.sender}, {self.city}"
