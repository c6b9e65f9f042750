"""Guests of one event: people without an account, who have a personal link to it and see nothing else."""

import secrets
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.programme.models import Event
from icaforum.outbox.links import sign
from icaforum.words.mail_fields import MailAddressField
from icaforum.words.name_fields import NameField

LINK = "guest"

# Longer than for members (30 minutes): who speaks tries the sound, and knows nobody to ask.
DOOR = timedelta(minutes=45)


class GuestQuerySet(models.QuerySet["Guest"]):
    """The questions asked of guests."""

    def coming(self) -> Self:
        """Return those who have not said no and were not taken back."""
        return self.filter(answer=Guest.Answer.INVITED)


class Guest(models.Model):
    """Somebody whom the secretariat invites to one event by name and address.

    A guest takes none of the event's places: these are for cities, and guests are few. `link_version` rises
    when a link must not work any more, `turn` with each change that the guest's calendar must know.
    """

    class Part(models.TextChoices):
        """What the guest does at the event."""

        GUEST = "guest", _("Guest")
        SPEAKER = "speaker", _("Speaker")

    class Answer(models.TextChoices):
        """Where the invitation stands."""

        INVITED = "invited", _("Invited")
        DECLINED = "declined", _("Does not come")
        TAKEN_BACK = "taken-back", _("Taken back")

    event = models.ForeignKey(Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="guests")
    name = NameField(_("name"), max_length=120)
    email = MailAddressField(_("e-mail address"), max_length=254)
    language = models.CharField(_("language of the mail"), max_length=10, default=settings.LANGUAGE_CODE)
    part = models.CharField(_("comes as"), max_length=10, choices=Part, default=Part.GUEST)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.INVITED)
    link_version = models.PositiveIntegerField(default=1, editable=False)
    turn = models.PositiveIntegerField(default=0, editable=False)
    # The UID of this guest's calendar entry, which nobody else knows: a calendar that declines with it is
    # theirs. Empty for those from before, whose entry has one that can be guessed.
    uid = models.CharField(max_length=200, blank=True, default="", db_default="", editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("invited by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    invited_at = models.DateTimeField(_("invited on"), db_default=Now())

    objects = GuestQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("guest")
        verbose_name_plural = _("guests")
        indexes = [models.Index(fields=["uid"], condition=~Q(uid=""), name="guest_uid")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=["invited", "declined", "taken-back"]),
                name="guest_answer_is_known",
                violation_error_message=_("A guest is invited, does not come, or was taken back."),
            ),
            models.CheckConstraint(
                condition=Q(part__in=["guest", "speaker"]),
                name="guest_part_is_known",
                violation_error_message=_("Choose one of the two."),
            ),
            models.UniqueConstraint(
                fields=["event", "email"],
                condition=~Q(answer="taken-back"),
                name="guest_once_at_an_event",
                violation_error_message=_("Somebody with this address is invited to the event already."),
            ),
        ]

    named_by = ("event",)

    def __str__(self) -> str:
        return f"{self.name}, {self.event}"

    def save(self, *args: Any, **more: Any) -> None:
        """As Django's; a new row gets a UID of its own, which it keeps for ever."""
        if self._state.adding and not self.uid:
            self.uid = f"{secrets.token_hex(16)}@{settings.MAIL_DOMAIN}"
        super().save(*args, **more)

    def get_absolute_url(self) -> str:
        """Return the address of the guest's page."""
        return reverse("events:guest", args=[self.token])

    @property
    def is_coming(self) -> bool:
        """Return whether the guest has not said no and was not taken back."""
        return self.answer == self.Answer.INVITED

    def is_expected(self, now: datetime) -> bool:
        """Return whether the guest is still to come, and so has to be told if that changes."""
        return self.is_coming and not self.event.has_ended(now)

    @property
    def entry_uid(self) -> str:
        """Return what calendars know the guest's entry by: of each invitation its own.

        Whoever is invited anew begins with a lower number than the end of the entry before had.
        """
        return self.uid or f"guest-{self.pk}-{self.event.uid}"

    @property
    def token(self) -> str:
        """Return the token of the personal link."""
        return sign(LINK, self.pk, version=self.link_version)

    def may_go_in(self, now: datetime) -> bool:
        """Return whether the door is open to the guest at the time `now`."""
        event = self.event
        opens = event.starts_at - DOOR
        return self.is_coming and event.is_published and bool(event.join_url) and opens <= now < event.ends_at
