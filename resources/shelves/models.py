"""Shelves: papers that the secretariat put together, in its order."""

from typing import Any, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from icaforum.audit.wording import keeps_words
from icaforum.words.languages import in_language
from resources.library.models.resource import Resource, ResourceQuerySet


class ShelfQuerySet(models.QuerySet["Shelf"]):
    """Shelves, by who finds something on them."""

    def with_papers(self, visible: ResourceQuerySet) -> Self:
        """Return those that are out and hold a paper for this reader, with `papers`: how many.

        `visible` is what the reader may see. A shelf without any is not there, so that it tells nothing.
        """
        on_it = ShelfPaper.objects.filter(shelf=OuterRef("pk"), resource__in=visible.published().values("pk"))
        papers = on_it.order_by().values("shelf").annotate(n=Count("pk")).values("n")
        return self.filter(Exists(on_it), is_published=True).annotate(
            papers=Coalesce(Subquery(papers), 0, output_field=models.IntegerField())
        )


@keeps_words(by_language={"titles": "title", "sentences": "sentence"})
class Shelf(models.Model):
    """Papers that belong together, with a title and one sentence in each language."""

    slug = models.SlugField(_("word in its address"), max_length=60, unique=True)
    # By language, as the names of themes: {"en": "Measure your impact"}.
    titles = models.JSONField(_("titles"), default=dict)
    sentences = models.JSONField(_("sentences"), default=dict, blank=True)
    is_published = models.BooleanField(_("published"), default=False, editable=False)
    on_front = models.BooleanField(
        _("on the front page of the library"),
        default=True,
        help_text=_("Else it is found on the pages of its papers, and by its address."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = ShelfQuerySet.as_manager()

    papers: int  # from `with_papers`

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = _("shelf")
        verbose_name_plural = _("shelves")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The address of its page."""
        return reverse("resources:shelf", args=[self.slug])

    @property
    def title(self) -> str:
        """The title in the reader's language; the slug where nobody has written any."""
        return in_language(self.titles) or self.slug

    @property
    def sentence(self) -> str:
        """The sentence in the reader's language, or an empty text."""
        return in_language(self.sentences)

    def papers_for(self, visible: ResourceQuerySet) -> ResourceQuerySet:
        """Return its papers that are out, as far as this reader may see them, in its order."""
        on_it: Any = visible.published().filter(shelf_places__shelf=self)
        return on_it.order_by("shelf_places__position", "shelf_places__pk")


class ShelfPaper(models.Model):
    """The place of one paper on one shelf."""

    shelf = models.ForeignKey(Shelf, on_delete=models.CASCADE, related_name="places", verbose_name=_("shelf"))
    resource = models.ForeignKey(
        Resource, on_delete=models.CASCADE, related_name="shelf_places", verbose_name=_("paper")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        constraints = [
            models.UniqueConstraint(
                fields=["shelf", "resource"],
                name="paper_once_on_a_shelf",
                violation_error_message=_("This paper stands on the shelf already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.resource)
