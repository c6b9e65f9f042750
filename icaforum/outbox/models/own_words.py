"""A few words of the person who pressed, in the mail that the press sends."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class OwnWords(models.Model):
    """What somebody adds in their own words to the mails of one press; mails name the row in their `ids`."""

    LONGEST = 1000

    text = models.TextField(_("your note"), max_length=LONGEST)
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("written by"),
    )
    written_at = models.DateTimeField(_("written on"), db_default=Now())

    class Meta:
        verbose_name = _("note in a mail")
        verbose_name_plural = _("notes in mails")

    named_by = ("writer",)

    def __str__(self) -> str:
        return str(self.writer or self._meta.verbose_name)
