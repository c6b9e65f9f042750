"""What Today and «Ready to open?» know of backups; the backups themselves lie outside the database."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from icaforum.audit.verbs import name_verbs

# Here and not beside the ledger, which the pages of the history do not load.
name_verbs({"done again": _("did again what was lost with a restore")})

TOO_OLD = timedelta(hours=26)
"""A backup is made each night; older than this one night was missed."""


class BackupQuerySet(models.QuerySet["Backup"]):
    """Questions to the backups."""

    def fresh(self) -> Self:
        """Return those that are no older than a night and some hours."""
        return self.filter(made_at__gt=Now() - TOO_OLD)

    def came_back(self) -> Self:
        """Return those of which a copy from elsewhere was restored to try it."""
        return self.filter(tried_from_elsewhere=True)


class Backup(models.Model):
    """One backup: when it was made, what it holds, and whether it was restored once to try it."""

    made_at = models.DateTimeField(_("made"), unique=True)
    folder = models.CharField(_("folder"), max_length=80)
    rows = models.PositiveBigIntegerField(_("rows"))
    files = models.PositiveIntegerField(_("files"))
    size = models.PositiveBigIntegerField(_("size of the dump in bytes"))
    tried_at = models.DateTimeField(_("restored to try it"), null=True, blank=True)
    tried_from_elsewhere = models.BooleanField(_("from a copy on another machine"), default=False)

    objects = BackupQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        verbose_name = _("backup")
        verbose_name_plural = _("backups")

    def __str__(self) -> str:
        return self.folder
