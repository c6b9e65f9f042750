"""The gate: whether mails leave at all."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from icaforum.outbox.models.message import Message, MessageQuerySet


class Gate(models.Model):
    """Whether mails may leave: one row, shut by a person, or for a while when the mail server is away.

    `failures` counts the times in a row the mail server could not be reached; while it is above zero one
    sender alone tries, with one mail, and `shut_until` keeps the others out.
    """

    # The wait doubles from the one to the other.
    FIRST_PAUSE = timedelta(seconds=30)
    LONGEST_PAUSE = timedelta(minutes=10)

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    paused_at = models.DateTimeField(_("on hold since"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    shut_until = models.DateTimeField(_("next try"), null=True, blank=True)
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    last_error = models.TextField(_("what the mail server said"), blank=True)
    # Which database this is (`gate.this_database`): a dump that is restored elsewhere brings another's.
    home = models.CharField(max_length=100, blank=True, editable=False, db_default="")

    RESTORED = "restored"
    """The `reason` of a pause that nobody made: the database is a restored one."""

    class Meta:
        verbose_name = _("sending of mails")
        verbose_name_plural = _("sending of mails")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="outbox_gate_is_one")]

    def __str__(self) -> str:
        if self.paused_at:
            return str(_("All mails are on hold."))
        if self.failures:
            return str(_("The mail server cannot be reached, or takes no mail from us."))
        return str(_("Mails are being sent."))

    @property
    def is_open(self) -> bool:
        """Whether mails leave as they should: not paused, and the mail server answered last time."""
        return self.paused_at is None and not self.failures

    @property
    def why(self) -> str:
        """Why no mail leaves: a colleague's words, ours after a restore, else what the mail server said."""
        if self.reason == self.RESTORED:
            return str(
                _(
                    "The database was restored from a backup. What was mailed after that backup would be"
                    " mailed again: take those mails back, or mark them as delivered, and go on then."
                )
            )
        return self.reason if self.paused_at else self.last_error

    @property
    def waiting(self) -> str:
        """How many mails would leave now if they could; empty where none waits."""
        count = Message.objects.due(Now()).count()
        return ngettext("%(n)d mail waits.", "%(n)d mails wait.", count) % {"n": count} if count else ""

    def held_back(self) -> MessageQuerySet:
        """Return the mails that wait until one of us says so: single ones, or all while all are on hold."""
        held = [Message.State.HELD, *([Message.State.PENDING] if self.paused_at else [])]
        return Message.objects.filter(state__in=held)

    @classmethod
    def the(cls) -> "Gate":
        """Return the gate as it is; an open one, not saved, where nobody ever touched it."""
        return cls.objects.first() or cls()
