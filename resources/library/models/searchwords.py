"""The Forum's own words: what themes and kinds are called in every language, for the search."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from icaforum.audit.wording import keeps_words
from resources.library.models.kind import Kind
from resources.library.models.resource import Resource


class SearchWordsQuerySet(models.QuerySet["SearchWords"]):
    """Words of themes and kinds."""

    def of(self, resource: Resource) -> Self:
        """Those of the themes and the kind of a resource."""
        return self.filter(Q(kind=resource.kind) | Q(theme__in=resource.themes.all()))


@keeps_words(by_language={"words": "words"})
class SearchWords(models.Model):
    """What one theme, or one kind of resource, is called: its names and other words for it, by language.

    They are searched with each resource of that theme or kind, and shown nowhere but in the admin.
    """

    theme = models.OneToOneField(
        "cities.Theme",
        verbose_name=_("theme"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="search_words",
    )
    kind = models.CharField(_("kind"), max_length=20, blank=True, choices=Kind)
    # By language: {"en": "energy poverty; fuel poverty"}. A new language then needs no migration.
    words = models.JSONField(_("words"), default=dict, blank=True)

    objects = SearchWordsQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "theme__position", "pk"]
        verbose_name = _("words for the search")
        verbose_name_plural = _("words for the search")
        constraints = [
            models.CheckConstraint(
                condition=Q(theme__isnull=True) & ~Q(kind="") | Q(theme__isnull=False, kind=""),
                name="search_words_are_of_one_thing",
                violation_error_message=_("Choose a theme or a kind, not both."),
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=~Q(kind=""),
                name="search_words_once_a_kind",
                violation_error_message=_("This kind has its words already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.theme) if self.theme else str(self.get_kind_display())

    def said(self) -> dict[str, str]:
        """Return all that it is called, by language; a theme's names are those that its page shows."""
        names = self.theme.names if self.theme else {}
        return {
            language: "\n".join(filter(None, (names.get(language), self.words.get(language))))
            for language in dict.fromkeys([*names, *self.words])
        }


class LastIndexed(models.Model):
    """What a name said when it was last indexed, so that a change of it anywhere is noticed.

    `subject` is «city 12», «theme 3» or «kind toolkit».
    """

    subject = models.CharField(max_length=60, unique=True)
    said = models.TextField()

    def __str__(self) -> str:
        return self.subject
