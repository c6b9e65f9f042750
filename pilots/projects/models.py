"""Pilot projects: what pilot cities try out, so that others can learn from it."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cities.models import City, Theme
from cities.sharing.models import CircleGrant, PersonGrant, Shared, SharedQuerySet
from cities.viewer import Viewer
from pilots.projects.states import LIVE, RUNNING


class PilotProjectQuerySet(SharedQuerySet):
    def in_force(self) -> Q:
        return Q(published_at__isnull=False)

    def own_of(self, viewer: Viewer) -> Q:
        """A pilot city sees its own project before it is out."""
        return Q(
            pk__in=PilotProject.hosts.through.objects.filter(city__in=viewer.city_ids).values(
                "pilotproject_id"
            )
        )

    def published(self) -> Self:
        """Those that are out, for the catalogue: an unpublished one stands on its own page only."""
        return self.filter(self.in_force())

    def for_list(self) -> Self:
        """With all that a row of the catalogue shows, at a constant number of queries.

        `peers` is how many cities learn from it now, `taken` with those it has been proposed to: a number,
        and no more, is seen by whoever sees the project.
        """
        peers = Count("pairings", filter=Q(pairings__state__in=RUNNING), distinct=True)
        taken = Count("pairings", filter=Q(pairings__state__in=LIVE), distinct=True)
        return self.annotate(peers=peers, taken=taken).prefetch_related("texts", "hosts", "themes")


class PilotProject(Shared):
    """A Global Green New Deal pilot project, delivered by one pilot city or by several together.

    Its words stand in `ProjectText`, a row a language. `capacity` is how many peer cities it takes on at
    once, over all its hosts; zero means that it takes none now.
    """

    slug = models.SlugField(_("word in addresses"), max_length=80, unique=True)
    hosts = models.ManyToManyField(City, verbose_name=_("pilot cities"), related_name="pilot_projects")
    themes = models.ManyToManyField(
        Theme, verbose_name=_("themes"), blank=True, related_name="pilot_projects"
    )
    capacity = models.PositiveSmallIntegerField(_("room for peer cities"), default=0)
    languages = ArrayField(
        models.CharField(max_length=10), verbose_name=_("languages to work in"), default=list, blank=True
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    sources = models.TextField(_("sources"), blank=True, help_text=_("Public pages, one a line."))
    published_at = models.DateTimeField(_("published on"), null=True, blank=True)
    is_sample = models.BooleanField(_("sample content"), default=False)

    objects = PilotProjectQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("pilot project")
        verbose_name_plural = _("pilot projects")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="project_dates_in_order",
                violation_error_message=_("The last day is before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.text.title if self.text else self.slug

    def get_absolute_url(self) -> str:
        return reverse("pilots:detail", args=[self.slug])

    @property
    def room(self) -> int:
        """How many more peer cities it takes on, of a row with `taken`."""
        return max(self.capacity - self.taken, 0)

    @property
    def text(self) -> "ProjectText | None":
        """The project's words in the reader's language, or in English, or in the first there is."""
        texts = {text.language: text for text in self.texts.all()}
        wanted = (get_language() or "en").split("-")[0]
        return texts.get(wanted) or texts.get("en") or next(iter(texts.values()), None)


class ProjectText(models.Model):
    """What a pilot project says of itself, in one language."""

    project = models.ForeignKey(PilotProject, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=10, default="en")
    title = models.CharField(_("title"), max_length=160)
    problem = models.TextField(_("the problem"), max_length=4000, blank=True)
    approach = models.TextField(_("the approach"), max_length=4000, blank=True)
    took_part = models.TextField(_("who took part"), max_length=2000, blank=True)
    benefits = models.TextField(_("who benefits"), max_length=2000, blank=True)
    offers = models.TextField(_("what it offers peers"), max_length=2000, blank=True)

    class Meta:
        ordering = ["language"]
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "language"],
                name="project_text_once_a_language",
                violation_error_message=_("There is a text in this language already."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class PilotProjectPersonGrant(PersonGrant):
    content_object = models.ForeignKey(PilotProject, on_delete=models.CASCADE, related_name="person_grants")


class PilotProjectCircleGrant(CircleGrant):
    content_object = models.ForeignKey(PilotProject, on_delete=models.CASCADE, related_name="circle_grants")
