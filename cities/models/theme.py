"""Topics of inclusive climate action."""

from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Theme(models.Model):
    """One topic of inclusive climate action, in the words of the field, named in each language."""

    slug = models.SlugField(_("word in addresses"), max_length=60, unique=True)
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
        return in_language(self.names) or self.slug

    @property
    def description(self) -> str:
        return in_language(self.descriptions)


def in_language(texts: dict[str, Any]) -> str:
    """The text in the reader's language, or in English."""
    return texts.get((get_language() or "en").split("-")[0]) or texts.get("en", "")
