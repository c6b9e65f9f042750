"""Notices: the changes of an event that people must be told of."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.programme.models import Event


class NoticeQuerySet(models.QuerySet["Notice"]):
    """The questions asked of notices."""

    def standing(self) -> Self:
        """Return those that nobody took back and no later one replaced."""
        return self.filter(undone_at__isnull=True)


class Notice(models.Model):
    """A change that calendars must know: what it was, what stood there before, and why.

    A new time or title is held for some minutes before anybody is told, so that it can be taken back, and so
    that two quick ones send one mail. `was_starts_at` and `was_ends_at` are the time that readers knew last,
    `version` the `schedule_version` that the change brought.
    """

    class Kind(models.TextChoices):
        """What was changed; it decides which mail goes to whom (`announce.MAIL_OF_CHANGE`)."""

        MOVED = "moved", _("New time")
        CHANGED = "changed", _("New title, place or programme")
        POSTPONED = "postponed", _("Postponed")
        CANCELLED = "cancelled", _("Cancelled")
        RESUMED = "resumed", _("Published again")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    version = models.PositiveIntegerField(default=0)
    # JSON rather than columns, since kinds of change keep different facts; `changes._schedule_of`,
    # `changes.cancel` and `entries._tell_changed` write it. `since` is when the held change was made.
    before = models.JSONField(
        default=dict, help_text="What people knew: day, time, zone, length, version, state; or title, place."
    )
    was_starts_at = models.DateTimeField(null=True)
    was_ends_at = models.DateTimeField(null=True)
    why = models.TextField(_("why"), max_length=1000, blank=True)
    made_at = models.DateTimeField(_("on"))
    # When the mails leave; in the future while the notice is held.
    told_at = models.DateTimeField(_("people are told on"))
    undone_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        get_latest_by = "pk"
        verbose_name = _("notice")
        verbose_name_plural = _("notices")

    named_by = ("event",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.event}"

    def is_held(self, now: datetime) -> bool:
        """Return whether nobody has been told by the time `now`, so that it can be taken back."""
        return self.undone_at is None and now < self.told_at


def state_before(event: Event) -> str:
    """Return what a cancelled event was before."""
    last = event.notices.standing().filter(kind=Notice.Kind.CANCELLED).first()
    # One that an earlier release has cancelled did not keep its state.
    known = Event.State.PUBLISHED if event.published_at else Event.State.DRAFT
    return last.before.get("state", known) if last else known
