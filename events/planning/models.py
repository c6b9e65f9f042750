"""What the secretariat wrote to the people of an event."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cities.models import User
from events.programme.models import Event


class CircularQuerySet(models.QuerySet["Circular"]):
    """The questions asked of what was written to people."""

    def of_words(self, event: Event, subject: str, text: str, *, by: User) -> "Circular":
        """Return the row of these words, which is made where they are new; `by` is who writes them.

        The caller holds the event's lock, so there is one. No constraint says so: two that differed by a name
        are the same once that name is taken out.
        """
        stands = self.filter(event=event, subject=subject, text=text).first()
        return stands or self.create(event=event, subject=subject, text=text, written_by=by)


class Circular(models.Model):
    """Words to people of one event, mailed to each as they were written.

    The same words again are the same row, so that nobody gets them twice.
    """

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="circulars"
    )
    subject = models.CharField(_("subject"), max_length=150)
    text = models.TextField(_("your words"), max_length=4000)
    # Who first wrote them; answers go there. Empty once that account is erased.
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    written_at = models.DateTimeField(_("written on"), db_default=Now())

    objects = CircularQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("mail to the people of an event")
        verbose_name_plural = _("mails to the people of events")

    named_by = ("event",)

    def __str__(self) -> str:
        return self.subject
