"""The dated rows of membership."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cities.directory.tiers import SLUGS, Benefit, Tier, includes

FIRST_DAYS = timedelta(days=90)
"""A city is new for so long: it is shown as such, and its contacts are offered what one begins with."""


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Rows of membership, by whether they run now."""

    def open(self) -> Self:
        """Those without an end, which are the ones that count now."""
        return self.filter(until__isnull=True)

    def pausing(self) -> Self:
        """Those that run, and pause."""
        return self.open().filter(paused_at__isnull=False)

    def taking_part(self) -> Self:
        """Those that run and do not pause: something may be asked of their cities."""
        return self.open().filter(paused_at__isnull=True)

    def with_joined(self) -> Self:
        """Annotate `joined`: the first day of the unbroken time in the Forum that a row belongs to.

        A change of tier closes a row and opens the next in one moment, and makes no city younger.
        """
        before = Membership.objects.filter(city=OuterRef("city"), until=OuterRef("since"))
        begins = Membership.objects.filter(
            ~Exists(before), city=OuterRef("city"), since__lte=OuterRef("since")
        )
        return self.annotate(joined=Subquery(begins.order_by("-since").values("since")[:1]))

    def here_for(self, span: timedelta) -> Self:
        """Those that take part, of cities that have been in the Forum for so long."""
        return self.taking_part().with_joined().filter(joined__lte=Now() - span)

    def of_first_days(self) -> Self:
        """Those that take part, of cities that came in within their first days; with `joined`."""
        return self.taking_part().with_joined().filter(joined__gt=Now() - FIRST_DAYS)


class Membership(models.Model):
    """A dated row: a city's time in the Forum with one tier.

    A change of tier closes one row and opens the next; leaving closes it. A partner's membership has no tier.
    """

    city = models.ForeignKey(
        "cities.City", verbose_name=_("city"), on_delete=models.PROTECT, related_name="memberships"
    )
    tier = models.PositiveSmallIntegerField(_("tier"), choices=Tier, null=True, blank=True)
    since = models.DateTimeField(_("since"))
    # Empty while the membership runs; the constraint below allows one such row a city.
    until = models.DateTimeField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # Set while the city pauses: it stays in the Forum, and nothing is asked of it.
    paused_at = models.DateTimeField(_("paused since"), null=True, blank=True)
    pause_reason = models.CharField(
        _("reason of the pause"), max_length=300, blank=True, default="", db_default=""
    )
    # By the database, when the row is written: later than `since` where a list is brought in.
    entered_at = models.DateTimeField(_("entered on"), db_default=Now(), editable=False)

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
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True) | Q(until__isnull=True),
                name="membership_that_ended_does_not_pause",
                violation_error_message=_("Only a city in the Forum can pause."),
            ),
        ]

    named_by = ("city",)

    def __str__(self) -> str:
        return f"{self.city}: {self.label}"

    @property
    def is_open(self) -> bool:
        """Whether the city is in the Forum by this row now."""
        return self.until is None

    @property
    def is_paused(self) -> bool:
        """Whether the city pauses: it has its tier and its rights, and nothing is asked of it."""
        return self.paused_at is not None

    @property
    def is_last(self) -> bool:
        """Whether no other membership of the city is open, or began after this one."""
        later = Q(until__isnull=True) | Q(since__gte=self.until or self.since)
        return not self.city.memberships.exclude(pk=self.pk).filter(later).exists()

    @property
    def label(self) -> str:
        """The tier as pages write it: «Pilot city», «Peer city», «Forum member», «Partner»."""
        return str(_("Partner")) if self.tier is None else str(Tier(self.tier).label)

    @property
    def slug(self) -> str:
        """The tier's word in addresses, filters and class names, such as «pilot»."""
        return SLUGS[None if self.tier is None else Tier(self.tier)]

    def includes(self, benefit: Benefit) -> bool:
        """Whether this row gives the offer now; a closed one gives nothing."""
        return self.is_open and includes(self.tier, benefit)
