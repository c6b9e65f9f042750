"""A city's time in the Forum."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cities.tiers import SLUGS, Benefit, Tier, includes


class MembershipQuerySet(models.QuerySet["Membership"]):
    def open(self) -> Self:
        return self.filter(until__isnull=True)


class Membership(models.Model):
    """A dated row: a city's time in the Forum with one tier.

    A change of tier closes one row and opens the next; leaving closes it. A partner's membership has no tier.
    """

    city = models.ForeignKey(
        "cities.City", verbose_name=_("city"), on_delete=models.PROTECT, related_name="memberships"
    )
    tier = models.PositiveSmallIntegerField(_("tier"), choices=Tier, null=True, blank=True)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["city"],
                condition=Q(until__isnull=True),
                name="membership_one_open_a_city",
                violation_error_message=_("This city is in the Forum already."),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="membership_dates_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=Q(tier__isnull=True) | Q(tier__in=Tier.values),
                name="membership_tier_is_known",
                violation_error_message=_("Choose one of the three tiers."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.city}: {self.label}"

    @property
    def is_open(self) -> bool:
        return self.until is None

    @property
    def label(self) -> str:
        """The word on the page: «Pilot city», «Peer city», «Forum member», «Partner»."""
        return str(_("Partner")) if self.tier is None else str(Tier(self.tier).label)

    @property
    def slug(self) -> str:
        return SLUGS[None if self.tier is None else Tier(self.tier)]

    def includes(self, benefit: Benefit) -> bool:
        return self.is_open and includes(self.tier, benefit)
