"""A change of tier that was decided, and counts from a day to come."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cities.directory.models import Membership
from cities.directory.tiers import Tier


class TierPlan(models.Model):
    """The next tier of a membership, from a day on; the clock changes it then, and the row goes.

    It goes as well when it is taken back, when the tier changes before and when the membership ends: the
    history keeps what was planned.
    """

    membership = models.OneToOneField(
        Membership, verbose_name=_("membership"), on_delete=models.CASCADE, related_name="plan"
    )
    tier = models.PositiveSmallIntegerField(_("tier"), choices=Tier)
    # The first moment of that day, for the secretariat.
    counts_from = models.DateTimeField(_("counts from"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("planned by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    planned_at = models.DateTimeField(_("planned on"), db_default=Now())

    class Meta:
        ordering = ["counts_from", "pk"]
        verbose_name = _("planned change of tier")
        verbose_name_plural = _("planned changes of tier")
        constraints = [
            models.CheckConstraint(
                condition=Q(tier__in=Tier.values),
                name="tier_plan_tier_is_known",
                violation_error_message=_("Choose one of the three tiers."),
            )
        ]

    named_by = ("membership",)

    def __str__(self) -> str:
        return _("%(city)s: %(tier)s") % {"city": self.membership.city, "tier": self.label}

    @property
    def label(self) -> str:
        """The tier as pages write it."""
        return str(Tier(self.tier).label)
