"""The themes of inclusive climate action."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from icaforum.audit.wording import keeps_words
from icaforum.words.languages import in_language

# «pt» stands beside a name as the code of its language, and would find every theme.
LONGEST_CODE = 2


class ThemeQuerySet(models.QuerySet["Theme"]):
    """The questions asked of themes."""

    def called(self, word: str) -> Self:
        """Return those of which a name, or another word for it, begins so in any language."""
        # The other words stand in an app above this one, which names them by the reverse relation.
        texts = {"_names": Cast("names", models.TextField())}
        texts["_words"] = Cast("search_words__words", models.TextField())
        begin = Q(_names__begins_a_word=word) | Q(_words__begins_a_word=word)
        return self.alias(**texts).filter(begin)


def of_theme(word: str) -> list[Q]:
    """Return the condition that a row has a theme called so; none for what may be the code of a language."""
    if len(word) <= LONGEST_CODE and word.isascii():
        return []
    return [Q(themes__in=Theme.objects.called(word).order_by().values("pk"))]


@keeps_words(by_language={"names": "name", "descriptions": "description"})
class Theme(models.Model):
    """One topic of inclusive climate action, in the words of the field, named in each language."""

    slug = models.SlugField(_("word in addresses"), max_length=60, unique=True)
    # By language: {"en": "Housing", "de": "Wohnen"}. A new language then needs no migration.
    names = models.JSONField(_("names"), default=dict)
    descriptions = models.JSONField(_("descriptions"), default=dict)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = _("theme")
        verbose_name_plural = _("themes")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language; the slug where nobody has written any name."""
        return in_language(self.names) or self.slug

    @property
    def description(self) -> str:
        """The description in the reader's language, or an empty text."""
        return in_language(self.descriptions)
