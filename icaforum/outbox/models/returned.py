"""Mails that came back: accepted by our mail server, and then not taken by that of the reader."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from icaforum.outbox.models.message import Message


class Returned(models.Model):
    """A mail that came back, and why, in the words of the mail server that did not take it.

    Which addresses do not work by that is a question to the mails (`Message.objects.that_came_back`).
    """

    message = models.OneToOneField(
        Message, models.CASCADE, related_name="returned", verbose_name=_("mail"), primary_key=True
    )
    at = models.DateTimeField(_("when"), db_default=Now())
    # With the code of RFC 3463 in front, as `icaforum.outbox.states` reads what mail servers say.
    words = models.TextField(_("in the mail server's words"), blank=True)
    # Something has shown since that the address works, such as a mail from it.
    over_at = models.DateTimeField(_("works again since"), null=True, blank=True)

    class Meta:
        verbose_name = _("mail that came back")
        verbose_name_plural = _("mails that came back")

    named_by = ("message",)

    def __str__(self) -> str:
        return str(self.message)
