"""Mails that came in: each is a row, so that it is handled once, and no longer kept than that takes."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    """Questions to the mails that came in."""

    def waiting(self) -> Self:
        """Return those that nobody has handled yet, the longest here first."""
        return self.filter(handled_at=None).order_by("pk")

    def to_look_at(self) -> Self:
        """Return those that a program could not deal with, and that no person has dealt with yet."""
        return self.filter(became__in=Arrival.FOR_STAFF, settled_at=None)


class Arrival(models.Model):
    """One mail that came in.

    The mail itself is kept until it is handled, which mostly takes a second. Then the row is what keeps it
    from being handled again; who wrote what stays only where somebody of the secretariat has to read it.
    """

    class Became(models.TextChoices):
        """What was done with it; the values are stored and must not change."""

        BOUNCE = "bounce", _("a mail that came back")
        AUTOMATIC = "automatic", _("written by a program")
        DECLINED = "declined", _("a place given up in a calendar")
        CALENDAR = "calendar", _("an answer of a calendar that changes nothing")
        PASSED_ON = "passed_on", _("an answer to a letter, passed on")
        ASKED = "asked", _("an answer to a letter, its writer was asked")
        QUESTION = "question", _("an answer to a question")
        HELP = "help", _("an answer to a request for help")
        USE = "use", _("what came of a use")
        REFUSED = "refused", _("could not be done")
        UNREADABLE = "unreadable", _("could not be read")
        UNKNOWN = "unknown", _("nobody knows what it is about")

    FOR_STAFF = (Became.REFUSED, Became.UNREADABLE, Became.UNKNOWN)
    # As long as a mail of ours keeps its words: until then it may come once more.
    KEPT = timedelta(days=30)

    # What makes a mail the same mail, however it comes: a digest (`icaforum.inbound.receiving.key_of`).
    key = models.CharField(max_length=64, unique=True)
    received_at = models.DateTimeField(_("came on"), db_default=Now())
    raw = models.BinaryField(null=True, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    handled_at = models.DateTimeField(null=True, blank=True, editable=False)
    became = models.CharField(_("what it is"), max_length=12, choices=Became, blank=True)
    # Only of what a person has to look at: its head, and of mails other than letters what they say.
    sender = models.CharField(_("from"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text = models.TextField(_("what it says"), blank=True)
    why = models.TextField(_("why it is here"), blank=True)
    settled_at = models.DateTimeField(_("dealt with on"), null=True, blank=True)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("mail that came in")
        verbose_name_plural = _("mails that came in")
        indexes = [
            models.Index(fields=["id"], condition=Q(handled_at=None), name="inbound_arrival_waiting"),
            models.Index(
                fields=["id"],
                condition=Q(became__in=["refused", "unreadable", "unknown"], settled_at=None),
                name="inbound_arrival_to_look_at",
            ),
            models.Index(fields=["received_at"], name="inbound_arrival_old"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(handled_at=None, raw__isnull=False)
                | Q(handled_at__isnull=False, raw=None) & ~Q(became=""),
                name="inbound_arrival_is_kept_until_handled",
                violation_error_message=_("A mail is kept until it is handled, and no longer."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject or str(self.get_became_display() or _("a mail that waits"))
