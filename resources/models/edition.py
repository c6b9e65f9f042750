"""A resource in one language."""

import uuid
from typing import Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from icaforum.words.languages import own_name
from resources import languages


class FileType(models.TextChoices):
    """What may be uploaded, each found out by its content and never by its name."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "Word"
    XLSX = "xlsx", "Excel"
    PPTX = "pptx", "PowerPoint"
    ODT = "odt", "OpenDocument"
    PNG = "png", "PNG"
    JPG = "jpg", "JPEG"


def storage_key(_edition: "Edition", _name: str) -> str:
    """Where a file lies: a random word, so that no name of anybody's reaches the disk."""
    key = uuid.uuid4().hex
    return f"editions/{key[:2]}/{key}"


class EditionQuerySet(models.QuerySet["Edition"]):
    def unread(self) -> Self:
        """Those whose file nobody has read for the search yet."""
        return self.exclude(file="").filter(text_read_at__isnull=True)

    def with_has_words(self) -> Self:
        """Carry whether words were found in the file, without carrying the words."""
        return self.annotate(has_words=~Q(text=""))


class Edition(models.Model):
    """A resource in one language: its title and summary, and a file, a link, or what it says right here."""

    resource = models.ForeignKey("resources.Resource", on_delete=models.CASCADE, related_name="editions")
    language = models.CharField(_("language"), max_length=10, choices=languages.CHOICES)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(
        _("summary"), max_length=600, help_text=_("What a reader gains, in two or three sentences.")
    )
    body = models.TextField(
        _("what it says"),
        max_length=20_000,
        blank=True,
        help_text=_("Paragraphs with an empty line between them; a line that begins with “- ” is a point."),
    )
    what_did_not_work = models.TextField(
        _("what did not work"), max_length=4000, blank=True, help_text=_("Often what others learn most from.")
    )
    link = models.URLField(
        _("link"), max_length=500, blank=True, help_text=_("Where it is, outside the Forum.")
    )
    file = models.FileField(_("file"), upload_to=storage_key, max_length=60, blank=True, editable=False)
    file_name = models.CharField(_("name of the file"), max_length=150, blank=True, editable=False)
    file_type = models.CharField(max_length=5, choices=FileType, blank=True, editable=False)
    size = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    pages = models.PositiveIntegerField(null=True, blank=True, editable=False)
    text = models.TextField(blank=True, editable=False)
    text_read_at = models.DateTimeField(null=True, blank=True, editable=False)
    could_not_be_read = models.BooleanField(default=False, editable=False)
    added_at = models.DateTimeField(_("added on"), db_default=Now())

    objects = EditionQuerySet.as_manager()

    has_words: bool  # from `with_has_words`

    class Meta:
        ordering = ["pk"]
        verbose_name = _("language")
        verbose_name_plural = _("languages")
        indexes = [
            GinIndex(OpClass("title", name="gin_trgm_ops"), name="edition_title_alike"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "language"],
                name="edition_once_a_language",
                violation_error_message=_("There is an edition in this language already."),
            ),
            models.CheckConstraint(
                condition=Q(language__in=list(languages.LANGUAGES)),
                name="edition_language_is_known",
                violation_error_message=_("Choose one of the languages."),
            ),
            models.CheckConstraint(
                condition=Q(file="") | Q(link=""),
                name="edition_is_a_file_or_a_link",
                violation_error_message=_("An edition is a file or a link, not both."),
            ),
            models.CheckConstraint(
                condition=Q(file="", file_name="", file_type="", size__isnull=True, text="")
                | (~Q(file="") & ~Q(file_name="") & ~Q(file_type="") & Q(size__isnull=False)),
                name="edition_file_is_whole",
                violation_error_message=_("The file of this edition is not whole. Please choose it again."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def language_name(self) -> str:
        return own_name(self.language)

    @property
    def has_content(self) -> bool:
        """Whether there is something to read: a file, a link, or the text itself."""
        return bool(self.file or self.link or self.body)

    @property
    def file_url(self) -> str:
        return reverse("resources:file", args=[self.resource.slug, self.language])
