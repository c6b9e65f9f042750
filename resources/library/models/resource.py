"""The resources of the library: what somebody may find, and how lists show it."""

from datetime import UTC, date
from typing import Self

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.directory.models import Region
from cities.directory.tiers import Level
from cities.directory.viewer import Viewer
from cities.models import City
from cities.sharing.models import Shared, SharedQuerySet
from cities.talking.descriptions import Band, described
from icaforum.words import slugs
from icaforum.words.languages import reading_languages, translated_name
from icaforum.words.plain_search import plain_index
from resources.library.models.edition import Edition
from resources.library.models.kind import Kind


class ResourceQuerySet(SharedQuerySet):
    """Resources, by state and for lists; `visible_to` comes from `SharedQuerySet`."""

    shows_own_always = False  # drafts are the secretariat's, and so is what it pulled back

    def in_force(self) -> Q:
        """Return the condition that a resource is out, which `visible_to` asks for."""
        return Q(state=Resource.State.PUBLISHED)

    def own_of(self, viewer: Viewer) -> Q:
        """Return the condition for papers of the viewer's cities, those included that do not name them."""
        # Subqueries, as for projects: a join would give a paper once for each of its cities.
        named = Resource.cities.through.objects.filter(city__in=viewer.city_ids)
        # The relation comes from `resources.contributions`, which stands above.
        sent_in = Resource.objects.filter(contribution__city__in=viewer.city_ids).order_by()
        return Q(pk__in=named.values("resource_id")) | Q(pk__in=sent_in.values("pk"))

    def published(self) -> Self:
        """Those that are out, for lists; drafts are read on their own page only."""
        return self.filter(self.in_force())

    def newest(self) -> Self:
        """Those that are out, the newest first, in the order of the index."""
        return self.published().order_by("-published_at", "-pk")

    def free_slug(self, text: str, *, fallback: str = "paper") -> str:
        """Return a word for an address, made of the text, that none of these rows has."""
        return slugs.free_slug(text, taken=self, fallback=fallback, longest=70)

    def as_cards(self) -> Self:
        """Carry what a row in a list shows, in one statement: `card`, `city_names`, `edition_languages`.

        `card` is {"title", "summary", "language"} of the edition that the reader reads best.
        """
        editions = Edition.objects.filter(resource=OuterRef("pk"))
        best = editions.order_by(_readable_first(), "pk")
        cities = City.objects.filter(resources=OuterRef("pk")).order_by("sort_name")
        return self.defer("search").annotate(
            # Subqueries and not prefetches: a list of twenty takes one statement, and reads no texts.
            card=Subquery(
                best.values(facts=JSONObject(title="title", summary="summary", language="language"))[:1]
            ),
            edition_languages=ArraySubquery(editions.order_by("pk").values("language")),
            city_names=ArraySubquery(cities.values("name")),
        )


def _best_languages() -> tuple[str, ...]:
    """Return the languages in which something is shown, the best first: the reader's, else English."""
    return tuple(dict.fromkeys((*reading_languages(), "en")))


def _readable_first() -> Case:
    """Return an order: the reader's languages, else English, else what there is."""
    best = _best_languages()
    ranks = [When(language=code, then=Value(rank)) for rank, code in enumerate(best)]
    return Case(*ranks, default=Value(len(best)))


class Resource(Shared):
    """Something that cities wrote down for each other, in one or more languages (its editions)."""

    Kind = Kind

    class State(models.TextChoices):
        """Where a resource stands; only what is published can be seen outside the secretariat."""

        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Pulled back")

    slug = models.SlugField(_("word in its address"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    themes = models.ManyToManyField(
        "cities.Theme", verbose_name=_("themes"), blank=True, related_name="resources"
    )
    cities = models.ManyToManyField(City, verbose_name=_("from"), blank=True, related_name="resources")
    # Of a city that is not named: `cities` holds none, and it is described by these two, if by any.
    is_unnamed = models.BooleanField(_("from a city that is not named"), default=False, db_default=False)
    band = models.CharField(
        _("size it is described by"), max_length=10, choices=Band, blank=True, default="", db_default=""
    )
    region = models.CharField(
        _("region it is described by"), max_length=30, choices=Region, blank=True, default="", db_default=""
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    # Stays when it is pulled back: the address was known, and the constraint says so.
    published_at = models.DateTimeField(_("published on"), null=True, blank=True)
    review_by = models.DateField(_("will be looked at again by"), null=True, blank=True)
    is_sample = models.BooleanField(_("sample content"), default=False)
    # Made of what cities said (`resources.lessons`): its text stays as they agreed to it, inside the Forum.
    quotes_by_consent = models.BooleanField(
        _("quotes cities by their consent"), default=False, db_default=False
    )
    # Written by `resources.library.search.index` alone, and deferred wherever rows are read: it is large.
    search = SearchVectorField(editable=False, default="")
    # By which rules it was made; 0 asks for it to be made anew (`resources.library.search.refresh`).
    search_version = models.PositiveSmallIntegerField(editable=False, db_default=0)

    objects = ResourceQuerySet.as_manager()

    # What a list carries beside its rows: see `as_cards` and `resources.library.listing`.
    city_names: list[str]
    snippet: list[tuple[bool, str]] | None

    class Meta:
        ordering = ["-published_at", "-pk"]
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        indexes = [
            # In the order of `newest`, with the key, so that the keyset of the list can follow it.
            models.Index(fields=["-published_at", "-id"], name="resource_newest"),
            models.Index(fields=["level", "-published_at", "-id"], name="resource_newest_of_level"),
            GinIndex(fields=["search"], name="resource_search"),
            plain_index("slug", name="resource_slug_plain"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values),
                name="resource_kind_is_known",
                violation_error_message=_("Choose one of the kinds."),
            ),
            models.CheckConstraint(
                condition=Q(level__in=Level.values),
                name="resource_level_is_known",
                violation_error_message=_("Choose who can see it."),
            ),
            models.CheckConstraint(
                condition=Q(quotes_by_consent=False) | ~Q(level=Level.PUBLIC),
                name="resource_by_consent_stays_inside",
                violation_error_message=_("The cities quoted agreed to be read inside the Forum."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | Q(state__in=["published", "withdrawn"], published_at__isnull=False),
                name="resource_published_has_its_moment",
                violation_error_message=_("What is published has its moment, and a draft has none."),
            ),
        ]

    # Without the words of the files, which can be a megabyte each.
    named_by = (models.Prefetch("editions", Edition.objects.defer("text")),)

    def __str__(self) -> str:
        return self.title or self.slug

    def get_absolute_url(self) -> str:
        """The address of its page."""
        return reverse("resources:detail", args=[self.slug])

    def own_cities(self) -> models.QuerySet[City]:
        """Return the cities it is from, named or not; `own_of` says the same from their side."""
        sent_in = Resource.objects.filter(pk=self.pk).order_by().values("contribution__city")
        return City.objects.filter(Q(pk__in=self.cities.values("pk")) | Q(pk__in=sent_in))

    @property
    def described(self) -> str:
        """What stands in place of the name of a city that is not named; empty for all other papers."""
        return described(Band(self.band) if self.band else None, self.region) if self.is_unnamed else ""

    @property
    def credits(self) -> list[str]:
        """Where it comes from, for a list that carries the names: cities, or what describes one."""
        return [self.described] if self.is_unnamed else self.city_names

    @property
    def is_published(self) -> bool:
        """Whether it is out now."""
        return self.state == self.State.PUBLISHED

    @property
    def published_on(self) -> date | None:
        """The day it came out, by UTC, so that it is the same one for readers everywhere."""
        return self.published_at and self.published_at.astimezone(UTC).date()

    @property
    def is_about_failure(self) -> bool:
        """Whether it tells of what did not work: shown with respect, and in its own colour."""
        return self.kind == Kind.LESSONS_LEARNED

    @property
    def title(self) -> str:
        """The title, in the reader's language where there is such an edition."""
        return self._shown("title")

    @property
    def summary(self) -> str:
        """The summary, in the reader's language where there is such an edition."""
        return self._shown("summary")

    def _shown(self, fact: str) -> str:
        """Return a field of the card where a list carried it, else of the edition the reader reads best."""
        if hasattr(self, "card"):
            return (self.card or {}).get(fact, "")
        return getattr(self.edition_for_reader(), fact, "")

    def edition_for_reader(self, asked: str = "") -> Edition | None:
        """Return the edition that was asked for, else the one its reader reads best; None without any.

        Editions that were prefetched cost no query.
        """
        best = (asked, *_best_languages())
        ranks = {code: rank for rank, code in reversed(list(enumerate(best)))}
        editions = sorted(self.editions.all(), key=lambda it: (ranks.get(it.language, len(best)), it.pk))
        return next(iter(editions), None)

    @property
    def language_names(self) -> list[str]:
        """The languages it can be read in, as the reader's language calls them; a list carries the codes."""
        codes = getattr(self, "edition_languages", None)
        if codes is None:
            codes = [edition.language for edition in self.editions.all()]
        return [translated_name(code) for code in codes]
