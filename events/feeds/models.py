"""The feed that a person has made for their own calendar."""

import secrets
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.models import Theme

SIGNER = Signer(salt="events.feeds", sep=".")


def new_number() -> int:
    """Return a number that nobody guesses; another one makes all addresses of the feed before invalid."""
    return secrets.randbits(62)


class CalendarFeed(models.Model):
    """What a person's calendar program reads, under an address that opens without a sign-in.

    The address is signed and not stored: it says whose feed it is and its number, and works while both are
    those of the row.
    """

    class Scope(models.TextChoices):
        """Which events are in it."""

        PLACES = "places", _("Events at which I have a place, or wait for one")
        VISIBLE = "visible", _("All events that I can see")

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="calendar_feed",
    )
    number = models.BigIntegerField(editable=False)
    scope = models.CharField(_("which events"), max_length=10, choices=Scope, default=Scope.PLACES)
    themes = models.ManyToManyField(Theme, verbose_name=_("only these themes"), blank=True)
    created_at = models.DateTimeField(_("made on"), db_default=Now())

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints = [
            models.CheckConstraint(
                condition=Q(scope__in=["places", "visible"]),
                name="calendar_feed_scope_is_known",
                violation_error_message=_("Choose one of the two."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def url(self) -> str:
        """The whole address, for a calendar program."""
        token = SIGNER.sign(f"{self.person_id}-{self.number}")
        return f"{settings.BASE_URL}{reverse('events:feed', args=[token])}"


def feed_of(token: str) -> CalendarFeed | None:
    """Return the feed that an address opens; None for a forged or ended one, or a closed account."""
    try:
        person, _dash, number = SIGNER.unsign(token).partition("-")
    except BadSignature:
        return None
    wanted: dict[str, Any] = {"person": person, "number": number, "person__is_active": True}
    return CalendarFeed.objects.filter(**wanted).select_related("person").first()
