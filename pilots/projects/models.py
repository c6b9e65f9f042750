"""Pilot projects: what pilot cities deliver, so that others can learn from it."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import BooleanField, Case, Count, F, Q, Value, When
from django.db.models.functions import Now, TruncDate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.directory.models import of_theme
from cities.directory.states import Stage
from cities.directory.viewer import Viewer
from cities.models import City, Theme
from cities.partners.models import AtTable, at_table
from cities.sharing.models import CircleGrant, PersonGrant, Shared, SharedQuerySet
from icaforum.audit.wording import keeps_words
from icaforum.words.languages import reading_languages
from icaforum.words.plain_search import begins, having
from pilots.projects.states import LIVE, RUNNING

SEARCHED = (
    *("texts__title", "texts__problem", "texts__approach"),
    *("hosts__name", "hosts__other_names"),
)
"""What is searched of a project beside its themes."""

FULL = Q(full_until__gt=TruncDate(Now()))
"""Its cities take on nobody before a day to come, whatever room there is."""

FINISHED = Q(ends_on__isnull=False, ends_on__lt=TruncDate(Now()))
"""Its last day is over, whatever its stage says."""

SILENT = timedelta(days=90)
"""After so long without a word the secretariat asks whether what a project says still holds."""


class PilotProjectQuerySet(SharedQuerySet):
    """The questions asked of pilot projects; `visible_to(viewer)` is inherited."""

    def in_force(self) -> Q:
        """Return the condition for projects that are out; part of the formula of `visible_to`."""
        return Q(published_at__isnull=False)

    def own_of(self, viewer: Viewer) -> Q:
        """Return the condition for projects of the viewer's cities, which see them before they are out."""
        return Q(
            # A subquery over the link table rather than `hosts__in`: a join would give a project once for
            # each of its hosts, and this condition is OR-ed with others, where DISTINCT would cost a sort of
            # every list.
            pk__in=PilotProject.hosts.through.objects.filter(city__in=viewer.city_ids).values(
                "pilotproject_id"
            )
        )

    def published(self) -> Self:
        """Return those that are out, for the catalogue.

        Needed beside `visible_to`, which also shows the viewer's own unpublished ones: these are seen on
        their own page only.
        """
        return self.filter(self.in_force())

    def having(self, words: Iterable[str]) -> Self:
        """Return those in which each word begins a word: of a text, a pilot city or a theme of theirs."""
        return having(self, words, lambda word: [*begins(SEARCHED, word), *of_theme(word)])  # type: ignore[return-value]

    def for_list(self) -> Self:
        """Return the rows with all that the catalogue shows, at a constant number of queries.

        Annotates `peers`, how many cities learn from the project now, `taken`, the same with those it has
        been proposed to, and `is_full`, whether its cities say that it is full until a day to come. Whoever
        sees the project sees these; with whom it is paired, only the pair sees.
        """
        # `distinct` keeps the numbers right whatever join a later filter, such as that by theme, adds.
        peers = Count("pairings", filter=Q(pairings__state__in=RUNNING), distinct=True)
        taken = Count("pairings", filter=Q(pairings__state__in=LIVE), distinct=True)
        full = Case(When(FULL, then=Value(True)), default=Value(False), output_field=BooleanField())
        rows = self.annotate(peers=peers, taken=taken, is_full=full)
        return rows.prefetch_related("texts", "hosts", "themes")

    def with_room(self) -> Self:
        """Return those of `for_list` that take on another peer city now."""
        return self.filter(~FULL, capacity__gt=F("taken"))

    def silent(self) -> Self:
        """Return those that go on and of which nobody has said a word for SILENT, the longest first."""
        over = Q(stage__in=(Stage.FINISHED, Stage.ENDED_EARLY)) | FINISHED
        return self.published().filter(looked_at__lt=Now() - SILENT).exclude(over).order_by("looked_at", "pk")


@keeps_words("sources")
class PilotProject(Shared):
    """A Global Green New Deal pilot project, delivered by one pilot city or by several together.

    Its texts stand in `ProjectText`, a row for each language. `capacity` is how many peer cities it takes on
    at once, over all its hosts; zero means that it takes none now. `looked_at` is when its cities last said
    something of it, or that nothing has changed. `taken`, `peers` and `is_full` are there on rows of
    `for_list` only.
    """

    slug = models.SlugField(_("word in addresses"), max_length=80, unique=True)
    hosts = models.ManyToManyField(City, verbose_name=_("pilot cities"), related_name="pilot_projects")
    themes = models.ManyToManyField(
        Theme, verbose_name=_("themes"), blank=True, related_name="pilot_projects"
    )
    capacity = models.PositiveSmallIntegerField(_("room for peer cities"), default=0)
    full_until = models.DateField(
        _("full until"),
        null=True,
        blank=True,
        help_text=_("Until that day no other peer city is taken on. Leave it empty where there is room."),
    )
    languages = ArrayField(
        models.CharField(max_length=10), verbose_name=_("languages to work in"), default=list, blank=True
    )
    # Empty where nobody has said it: of a real city nothing is made up.
    stage = models.CharField(_("stage"), max_length=12, choices=Stage, blank=True, default="", db_default="")
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    sources = models.TextField(_("sources"), blank=True, help_text=_("Public pages, one a line."))
    # A moment rather than a boolean: it also says since when the project is out.
    published_at = models.DateTimeField(_("published on"), null=True, blank=True)
    looked_at = models.DateTimeField(_("last word of its cities"), db_default=Now(), editable=False)
    # Marks the content of the demo, so that nobody takes it for a fact.
    is_sample = models.BooleanField(_("sample content"), default=False)

    # Annotations of `for_list`, declared for the type checker; they are no columns.
    peers: int
    taken: int
    is_full: bool

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

    named_by = ("texts",)

    def __str__(self) -> str:
        return self.text.title if self.text else self.slug

    def get_absolute_url(self) -> str:
        return reverse("pilots:detail", args=[self.slug])

    def own_cities(self) -> models.QuerySet[City]:
        """Return its hosts, which see it in every state; `own_of` says the same from their side."""
        return self.hosts.all()

    def is_over_on(self, day: date) -> bool:
        """Return whether it is finished on that day, or ended early."""
        return self.stage in (Stage.FINISHED, Stage.ENDED_EARLY) or bool(self.ends_on and self.ends_on < day)

    @property
    def room(self) -> int:
        """Return how many more peer cities the project takes on; only for rows of `for_list`."""
        # Staff may lower the capacity below what is taken: nobody is thrown out, and there is no room.
        return 0 if self.is_full else max(self.capacity - self.taken, 0)

    @property
    def text(self) -> "ProjectText | None":
        """Return the text in one of the reader's languages, else in English, else the first, if any."""
        # `all()` and a choice in Python, so that the prefetch of a list is used: a filter would ask for each
        # row.
        texts = {text.language: text for text in self.texts.all()}
        best = [texts[code] for code in (*reading_languages(), "en") if code in texts]
        return next(iter([*best, *texts.values()]), None)


@keeps_words("title", "problem", "approach", "milestones", "took_part", "benefits", "offers")
class ProjectText(models.Model):
    """The texts of a pilot project in one language."""

    project = models.ForeignKey(PilotProject, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=10, default="en")
    title = models.CharField(_("title"), max_length=160)
    problem = models.TextField(_("the problem"), max_length=4000, blank=True)
    approach = models.TextField(_("the approach"), max_length=4000, blank=True)
    milestones = models.TextField(_("milestones"), max_length=2000, blank=True, default="", db_default="")
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


# One table of exceptions for each kind of object, with a true foreign key:
# docs/decisions/0002-who-sees-what.md.
class PilotProjectPersonGrant(PersonGrant):
    """An exception: one person may see one project beyond its level."""

    content_object = models.ForeignKey(PilotProject, on_delete=models.CASCADE, related_name="person_grants")


class PilotProjectCircleGrant(CircleGrant):
    """An exception: the cities of one circle may see one project beyond its level."""

    content_object = models.ForeignKey(PilotProject, on_delete=models.CASCADE, related_name="circle_grants")


@at_table("project")
class ProjectOrganisation(AtTable):
    """An organisation at the table of a pilot project; lead contacts of its pilot cities write it down."""

    cities_of_thing = "hosts"
    by_leads = True

    thing = models.ForeignKey(
        PilotProject, verbose_name=_("pilot project"), on_delete=models.CASCADE, related_name="at_table"
    )

    class Meta(AtTable.Meta):
        verbose_name = _("organisation at the table of a project")
        verbose_name_plural = _("organisations at the table of projects")
