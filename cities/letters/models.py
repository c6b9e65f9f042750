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


# What a signed address is about: a letter, whose reader answers; or an answer, whose reader answers.
ANSWERED, ANSWERED_AGAIN = "l", "r"


class LetterAnswer(models.Model):
    """An answer to a letter, or to such an answer, that came by mail and is passed on to the other one.

    Without `passed_on_at` nobody knows yet whether its writer is who they say, who is asked.
    """

    letter = models.ForeignKey(
        Letter, verbose_name=_("letter"), on_delete=models.CASCADE, related_name="answers"
    )
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("from"), on_delete=models.CASCADE, related_name="+"
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("to"), on_delete=models.CASCADE, related_name="+"
    )
    text = models.TextField(_("answer"))
    attachments = models.PositiveIntegerField(_("files that were left out"), db_default=0)
    was_cut = models.BooleanField(_("too long, and cut"), db_default=False)
    written_at = models.DateTimeField(_("came on"), db_default=Now())
    passed_on_at = models.DateTimeField(_("passed on"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("answer to a letter")
        verbose_name_plural = _("answers to letters")

    named_by = ("sender", "letter")

    def __str__(self) -> str:
        return f"{self.sender}, {self.letter}"
