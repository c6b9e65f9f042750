"""The text of a file, laid out to be read: made by the clock, and made anew with the file."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from resources.library.models.edition import Edition, EditionQuerySet, FileType


class TranscriptQuerySet(models.QuerySet["Transcript"]):
    """Texts of files."""

    def wanted_by(self, rules: int) -> EditionQuerySet:
        """Return the editions whose text is to be written: a PDF that was read, with none by these rules."""
        made = Q(transcript__file=F("file"), transcript__rules__gte=rules)
        # What was read before says whether it has a password, and is what stands in where no layout is found.
        return (
            Edition.objects.filter(file_type=FileType.PDF, text_read_at__isnull=False)
            .exclude(file="")
            .exclude(pk__in=Edition.objects.filter(made).values("pk"))
        )

    def as_head(self) -> Self:
        """Without the list of what it contains, which only its own page shows."""
        return self.defer("contents")


class Transcript(models.Model):
    """The text of one edition's PDF. `file` names the file it was made of: of another it says nothing."""

    class State(models.TextChoices):
        """What became of a file when its text was written."""

        WRITTEN = "written", _("can be read as text")
        PICTURES = "pictures", _("pictures of pages, without text")
        LOCKED = "locked", _("asks for a password")
        UNREADABLE = "unreadable", _("could not be read")

    edition = models.OneToOneField(
        "resources.Edition", on_delete=models.CASCADE, related_name="transcript", verbose_name=_("language")
    )
    file = models.CharField(max_length=60)
    # By which rules it was made (`resources.transcripts.writing.RULES`); newer ones make it anew.
    rules = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State)
    partly = models.BooleanField(default=False)
    # Of the file, and 0 where they are not known.
    pages = models.PositiveIntegerField(default=0)
    parts = models.PositiveIntegerField(default=0)
    # In bytes, as it travels.
    size = models.PositiveIntegerField(default=0)
    # [level, title, page, part, number of the block or null]: the headings, or the file's own list of pages.
    contents = models.JSONField(default=list, blank=True)

    objects = TranscriptQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a file")
        verbose_name_plural = _("texts of files")

    def __str__(self) -> str:
        return self.file

    @property
    def is_written(self) -> bool:
        """Whether there is a text to read."""
        return self.state == self.State.WRITTEN


class TranscriptPart(models.Model):
    """Some pages of a text, as much as one page of ours shows."""

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="stored_parts")
    number = models.PositiveIntegerField()
    first_page = models.PositiveIntegerField()
    last_page = models.PositiveIntegerField()
    # [page, kind, level, text] of each block; the first one's number is `first_block`.
    blocks = models.JSONField(default=list)
    first_block = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["transcript", "number"]
        verbose_name = _("part of a text")
        verbose_name_plural = _("parts of texts")
        constraints = [
            models.UniqueConstraint(
                fields=["transcript", "number"],
                name="transcript_part_once",
                violation_error_message=_("This part is there already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)
