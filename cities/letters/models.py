"""Messages that members write to cities."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Letter(models.Model):
    """A message to a city, mailed to its lead contacts; an answer goes straight to the sender.

    The text is kept because the mail is written from it when it is sent; no page shows it.
    """

    city = models.ForeignKey(
        "cities.City", verbose_name=_("to"), on_delete=models.PROTECT, related_name="letters"
    )
    # A letter goes with its writer when that account is erased, where a city is never deleted.
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

    named_by = ("sender", "city")

    def __str__(self) -> str:
        return f"{self.sender}, {self.city}"
