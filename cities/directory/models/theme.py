"""The themes of inclusive climate action."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from icaforum.audit.wording import keeps_words
from icaforum.words.languages import in_language


@keeps_words(by_language={"names": "name", "descriptions": "description"})
class Theme(models.Model):
    """One topic of inclusive climate action, in the words of the field, named in each language."""

    slug = models.SlugField(_("word in addresses"), max_length=60, unique=True)
    # By language: {"en": "Housing", "de": "Wohnen"}. A new language then needs no migration.
    names = models.JSONField(_("names"), default=dict)
    descriptions = models.JSONField(_("descriptions"), default=dict)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

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
