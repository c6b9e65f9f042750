"""An edition: a resource in one language."""

import uuid
from typing import Any, Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from icaforum.audit.wording import keeps_words
from icaforum.words.languages import translated_name
from icaforum.words.plain_search import plain_index
from resources.library import languages


class FileType(models.TextChoices):
    """What may be uploaded, each found out by its content and never by its name."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "Word"
    XLSX = "xlsx", "Excel"
    PPTX = "pptx", "PowerPoint"
    ODT = "odt", "OpenDocument"
    PNG = "png", "PNG"
    JPG = "jpg", "JPEG"


class Reading(models.TextChoices):
    """What was in the way when a file was read for the search."""

    PARTLY = "partly", _("only a part could be read")
    LOCKED = "locked", _("it asks for a password")


def storage_key(_edition: "Edition", _name: str) -> str:
    """Return where a file lies: a random word, so that no name of anybody's reaches the disk."""
    key = uuid.uuid4().hex
    # Two letters a folder, since many files in one folder are slow to list.
    return f"editions/{key[:2]}/{key}"


class EditionQuerySet(models.QuerySet["Edition"]):
    """Editions, by what is known of their files."""

    def unread(self) -> Self:
        """Those whose file nobody has read for the search yet."""
        return self.exclude(file="").filter(text_read_at__isnull=True)

    def with_has_words(self) -> Self:
        """Carry whether words were found in the file, without carrying the words."""
        # The database compares, so that a megabyte of text does not travel for a yes or no.
        return self.annotate(has_words=~Q(text=""))


@keeps_words("title", "summary", "body", "what_did_not_work")
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
    # The name that people see and save it by; `file` holds the random one.
    file_name = models.CharField(_("name of the file"), max_length=150, blank=True, editable=False)
    file_type = models.CharField(max_length=5, choices=FileType, blank=True, editable=False)
    size = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    pages = models.PositiveIntegerField(null=True, blank=True, editable=False)
    # What the file says, for search and snippets only, never shown as a whole.
    text = models.TextField(blank=True, editable=False)
    # Empty until somebody has tried to read the file, with success or without.
    text_read_at = models.DateTimeField(null=True, blank=True, editable=False)
    could_not_be_read = models.BooleanField(default=False, editable=False)
    # Why not all of its words are in the search, where we know.
    reading = models.CharField(
        max_length=10, choices=Reading, blank=True, default="", db_default="", editable=False
    )
    added_at = models.DateTimeField(_("added on"), db_default=Now())

    objects = EditionQuerySet.as_manager()

    has_words: bool  # from `with_has_words`

    class Meta:
        ordering = ["pk"]
        verbose_name = _("language")
        verbose_name_plural = _("languages")
        indexes = [
            # For `search.similar_titles`: trigrams find words with typing errors.
            GinIndex(OpClass("title", name="gin_trgm_ops"), name="edition_title_alike"),
            plain_index("title", name="edition_title_plain"),
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
        """The language, as the reader's language calls it: «German»."""
        return translated_name(self.language)

    @property
    def has_content(self) -> bool:
        """Whether there is something to read: a file, a link, or the text itself."""
        return bool(self.file or self.link or self.body)

    @property
    def own_transcript(self) -> Any:
        """The text of the file that is there now (`resources.transcripts`); None until it is written."""
        transcript = getattr(self, "transcript", None)
        return transcript if transcript and transcript.file == self.file.name else None

    @property
    def file_url(self) -> str:
        """The address of the file; who may have it is asked there."""
        return reverse("resources:file", args=[self.resource.slug, self.language])
