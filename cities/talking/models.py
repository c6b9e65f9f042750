"""What every text that people write carries, whoever writes it and wherever it stands."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cities.directory.models import City, Region
from cities.directory.tiers import Tier
from cities.directory.viewer import Viewer
from cities.talking.descriptions import Band, described
from icaforum.words.languages import LANGUAGE_CHOICES, own_name

# A report is called by the beginning of what it says.
LONGEST_NAME = 60


class Use(models.TextChoices):
    """How others may use a text outside the Forum."""

    UNATTRIBUTED = "unattributed", _("May be used, not attributed")
    NAMED = "named", _("May be used with our name")


class Attributed(models.Model):
    """Base of a text that somebody writes for one city: whose it is, in which language, how it may be used.

    A city that is not named is shown by what stood here when it was written: `band` of its size and `region`,
    either of them empty where too few cities share it. It is never worked out again, since each change of it
    would tell something. `tier` is the city's of that day (None: a partner's).
    """

    city = models.ForeignKey(City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="+")
    # Empty once that person is erased; the text is the city's, and stays.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    tier = models.PositiveSmallIntegerField(_("tier of that day"), choices=Tier, null=True, blank=True)
    language = models.CharField(_("written in"), max_length=10, choices=LANGUAGE_CHOICES)
    is_named = models.BooleanField(_("shown with the city's name"), default=True)
    band = models.CharField(_("size it is described by"), max_length=10, choices=Band, blank=True, default="")
    region = models.CharField(
        _("region it is described by"), max_length=30, choices=Region, blank=True, default=""
    )
    use = models.CharField(_("how it may be used"), max_length=12, choices=Use, default=Use.UNATTRIBUTED)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(is_named=True, band="", region="")
                | Q(is_named=False, use=Use.UNATTRIBUTED) & (Q(band="") | ~Q(region="")),
                name="%(class)s_is_described_or_named",
                violation_error_message=_("A city is either named or described."),
            )
        ]

    @property
    def speaker(self) -> str:
        """Who says it, as everybody may read it: the city's name, or what describes it."""
        return (
            str(self.city)
            if self.is_named
            else described(Band(self.band) if self.band else None, self.region)
        )

    @property
    def language_name(self) -> str:
        """The language it is written in, as its speakers call it."""
        return own_name(self.language)

    def is_of(self, viewer: Viewer) -> bool:
        """Whether the viewer has a seat in the city that says it."""
        return self.city_id in viewer.city_ids


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports, by whether somebody of the secretariat has looked at them."""

    def open(self) -> "ReportQuerySet":
        """Those that nobody has settled."""
        return self.filter(settled_at__isnull=True)


class Report(models.Model):
    """A member tells the secretariat of something that another has written.

    `target_type` and `target_id` name the row as an entry of the history does.
    """

    target_type = models.CharField(_("kind of thing"), max_length=100)
    target_id = models.CharField(_("its key"), max_length=40)
    reason = models.TextField(_("what is wrong with it"), max_length=1000)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reported by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reported_at = models.DateTimeField(_("reported on"), db_default=Now())
    settled_at = models.DateTimeField(_("looked at on"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("looked at by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    outcome = models.CharField(_("what came of it"), max_length=300, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes = [models.Index(fields=["target_type", "target_id"], name="report_target")]
        constraints = [
            # One person tells of one thing once, until somebody has looked at it.
            models.UniqueConstraint(
                fields=["target_type", "target_id", "reported_by"],
                condition=Q(settled_at__isnull=True),
                name="report_waits_once",
                violation_error_message=_("You have reported this already, and it waits."),
            )
        ]

    named_by: Any = ()

    def __str__(self) -> str:
        return self.reason if len(self.reason) <= LONGEST_NAME else f"{self.reason[: LONGEST_NAME - 1]}…"
