"""What was found on the net, and what the secretariat has confirmed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Look(models.Model):
    """One look at the portal from outside, which the clock takes: one row, with the last one.

    `found` holds, by the name of the check, a code and a detail (`icaforum.ready.looking`); the words for
    people are made when they are read.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    asked_at = models.DateTimeField(_("asked for"), null=True, blank=True)
    looked_at = models.DateTimeField(_("taken"), null=True, blank=True)
    found = models.JSONField(_("found"), default=dict)

    class Meta:
        verbose_name = _("look from outside")
        verbose_name_plural = _("looks from outside")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="ready_look_is_one")]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @property
    def is_waited_for(self) -> bool:
        """Whether somebody asked for a look that was not taken yet."""
        return self.asked_at is not None and (self.looked_at is None or self.looked_at < self.asked_at)

    @classmethod
    def the(cls) -> "Look":
        """Return the last look; an empty one, not saved, where there was none."""
        return cls.objects.first() or cls()


class Confirmation(models.Model):
    """That somebody of the secretariat has read something and found it right, as it stood then."""

    class What(models.TextChoices):
        """What only a person can say."""

        PRIVACY = "privacy", _("The privacy text")
        PLEDGE = "pledge", _("The list of the Equity Pledge")

    what = models.CharField(_("what"), max_length=20, choices=What, primary_key=True)
    # Of what was read: whatever changes it asks anew.
    fingerprint = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")

    def __str__(self) -> str:
        return str(self.get_what_display())
