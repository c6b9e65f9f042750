"""The sheet that was chosen, and its rows with the answers given to them, until it is imported."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cities.directory.models import City
from cities.invitations.models import Invitation
from cities.launch.problems import Problem

# As /privacy/ says it: a sheet that was not imported, and what is left of one that was.
KEPT = timedelta(days=30)


class LaunchSheetQuerySet(models.QuerySet["LaunchSheet"]):
    """Sheets, by what is to be done with them."""

    def unchecked(self) -> Self:
        """Those whose rows have not been looked at since the last answer."""
        return self.filter(done_at__isnull=True, dropped_at__isnull=True).exclude(
            checked_version=F("version")
        )

    def asked(self) -> Self:
        """Those that somebody wants to have imported, which has not happened yet."""
        return self.filter(asked_at__isnull=False, done_at__isnull=True)


class LaunchSheet(models.Model):
    """A file with cities and people: chosen, checked, corrected, imported as a whole."""

    file_name = models.CharField(_("file"), max_length=200)
    # What the page says of how the file was read: the part of the workbook, its headings, its letters.
    notes = models.JSONField(default=list)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("chosen by")
    )
    made_at = models.DateTimeField(_("chosen on"), db_default=Now())
    # For days such as 03/04/2026, once somebody has said so for the whole file.
    day_first = models.BooleanField(null=True)
    # Raised by each answer; the verdicts are those of `checked_version`.
    version = models.PositiveIntegerField(default=1)
    checked_version = models.PositiveIntegerField(default=0)
    # Counts of what would happen, or what happened: members, people, tiers, languages.
    summary = models.JSONField(default=dict)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("imported by")
    )
    asked_at = models.DateTimeField(_("import asked for on"), null=True)
    # Why the last try ended without anything being imported.
    stopped = models.TextField(blank=True)
    done_at = models.DateTimeField(_("imported on"), null=True)
    # What went with the invitations that were sent last, for those that are sent next.
    note = models.TextField(blank=True)
    origin = models.CharField(max_length=200, blank=True)
    # Its rows are deleted then.
    dropped_at = models.DateTimeField(_("deleted on"), null=True)

    objects = LaunchSheetQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("launch import")
        verbose_name_plural = _("launch import")

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_checked(self) -> bool:
        """Whether the verdicts are those of all answers given so far."""
        return self.checked_version == self.version

    @property
    def is_open(self) -> bool:
        """Whether answers can be given: it is neither imported, being imported, nor deleted."""
        return self.asked_at is None and self.done_at is None and self.dropped_at is None


class LaunchRow(models.Model):
    """One row of the file. Once it is imported, nothing of what stood in it is kept here."""

    class Verdict(models.TextChoices):
        """What will happen with the row."""

        FIX = "fix", _("To fix")
        LOOK = "look", _("To look at")
        NEW = "new", _("New")
        SAME = "same", _("Here already")
        OUT = "out", _("Left out")

    sheet = models.ForeignKey(LaunchSheet, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    # By the key of the column, as it stands in the file; and what was answered in its place.
    cells = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    # Codes of problems that somebody called right.
    settled = models.JSONField(default=list)
    left_out = models.BooleanField(default=False)
    verdict = models.CharField(_("verdict"), max_length=4, choices=Verdict, blank=True)
    # What the check found, and what the import will do, by codes.
    found = models.JSONField(default=list)
    does = models.JSONField(default=list)
    # What the import made of it.
    city = models.ForeignKey(City, models.SET_NULL, null=True, related_name="+")
    invitation = models.ForeignKey(Invitation, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        verbose_name = _("row of a launch import")
        verbose_name_plural = _("rows of launch imports")
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "number"],
                name="launch_row_once_a_sheet",
                violation_error_message=_("This row is here already."),
            )
        ]
        indexes = [
            models.Index(
                fields=["sheet", "number"],
                condition=Q(verdict__in=["fix", "look"]),
                name="launch_row_to_answer",
            )
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def typed(self) -> dict[str, str]:
        """Return what stands in the row, with the answers in place of what the file says."""
        return {**self.cells, **self.answers}

    @property
    def problems(self) -> list[Problem]:
        """Return what the check found."""
        return [Problem.from_json(kept) for kept in self.found]
