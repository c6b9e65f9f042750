"""What the portal failed to do by itself: noted at the row it happened at, until it goes well again."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

SHOWN_FOR = timedelta(days=2)
"""How long one is shown after it last happened: longer than the rarest planner waits, which is a day."""


class MishapQuerySet(models.QuerySet["Mishap"]):
    """Questions to the mishaps."""

    def to_show(self) -> Self:
        """Return those that happened lately, the newest first."""
        return self.filter(last_at__gt=Now() - SHOWN_FOR).order_by("-last_at", "-pk")

    def long_over(self) -> Self:
        """Return those that nobody is shown any more."""
        return self.exclude(last_at__gt=Now() - SHOWN_FOR)


class Mishap(models.Model):
    """A planner failed at one row, `count` times; without a target the whole planner did."""

    planner = models.CharField(_("what was to be done"), max_length=100)
    # As in `Entry`: the label of a model and its key as text; a file has its name alone.
    target_type = models.CharField(_("kind of thing"), max_length=60, blank=True)
    target_id = models.CharField(_("its key"), max_length=200, blank=True)
    error = models.TextField(_("error"))
    count = models.PositiveIntegerField(_("times"), default=1)
    first_at = models.DateTimeField(_("first"), db_default=Now())
    last_at = models.DateTimeField(_("last"), db_default=Now())

    objects = MishapQuerySet.as_manager()

    class Meta:
        ordering = ["-last_at", "-pk"]
        verbose_name = _("failure")
        verbose_name_plural = _("failures")
        constraints = [
            models.UniqueConstraint(
                fields=["planner", "target_type", "target_id"], name="audit_mishap_one_a_row"
            )
        ]

    def __str__(self) -> str:
        return f"{self.planner} {self.target_type} {self.target_id}".strip()


def target_of(row: models.Model | str | None) -> tuple[str, str]:
    """Return the label and the key of a row; a name has no label, and nothing has neither."""
    if isinstance(row, models.Model):
        return row._meta.label_lower, str(row.pk)
    return "", (row or "")[:200]


def note_mishap(planner: str, row: models.Model | str | None, error: Exception) -> None:
    """Count one more failure of a planner at a row, or of the whole planner."""
    kind, key = target_of(row)
    # The class and the first line: the rest stands in the log, and may hold what people wrote.
    words = f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"[:300].replace("\x00", "")
    same = Mishap.objects.filter(planner=planner, target_type=kind, target_id=key)
    if not same.update(count=F("count") + 1, last_at=Now(), error=words):
        # Two workers may fail at once: the second one's row is the first one's.
        Mishap.objects.bulk_create(
            [Mishap(planner=planner, target_type=kind, target_id=key, error=words)], ignore_conflicts=True
        )


def of_planner(planner: str) -> set[tuple[str, str]]:
    """Return the rows at which a planner has failed, by label and key."""
    return set(Mishap.objects.filter(planner=planner).values_list("target_type", "target_id"))


def cured(planner: str, row: models.Model | str | None) -> None:
    """Take a row off at which the planner has done well again."""
    kind, key = target_of(row)
    Mishap.objects.filter(planner=planner, target_type=kind, target_id=key).delete()
