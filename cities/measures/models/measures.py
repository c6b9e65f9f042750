"""Measures of cities for equitable outcomes, in their own words, and who was at the table of each."""

import json
from functools import reduce
from operator import or_
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.directory.models import City, Theme, of_theme
from cities.directory.states import Stage, Strand
from cities.directory.viewer import Viewer
from cities.partners.models import AtTable, at_table
from cities.talking.rules import seal_of
from icaforum.audit.locks import locked
from icaforum.audit.wording import keeps_words
from icaforum.forum.models import Room
from icaforum.words.languages import LANGUAGE_CHOICES, own_name
from icaforum.words.plain_search import begins, having

WORDS = (
    *("language", "title", "summary", "text", "for_whom", "stage", "ended_because", "begins_in", "ends_in"),
    *("cost", "did_not_work", "strands"),
)
"""What a city says of a measure: an agreement to the web holds for exactly this."""

# A year, or a year and a month: nobody plans a measure by the day.
A_TIME = r"^[12]\d{3}(-(0[1-9]|1[0-2]))?$"
MOST_STRANDS = 2

# Who may read a measure, beside its city and staff; lists, mails and searches ask alike.
SHOWN = Q(shown_at__isnull=False, hidden_at__isnull=True)
PUBLIC = SHOWN & Q(public_seal=F("seal"))
# The web could read it until some of its words were changed: a lead is asked.
ASKS_AGAIN = SHOWN & ~Q(public_seal="") & ~Q(public_seal=F("seal"))


class MeasureQuerySet(models.QuerySet["Measure"]):
    """Measures, by who asks and where they stand."""

    def in_force(self) -> Q:
        """Return the condition for measures that others read."""
        return SHOWN

    def visible_to(self, viewer: Viewer) -> Self:
        """Those that the viewer may read.

        A draft, and what the secretariat has hidden: people of its city. What is shown: members and partners,
        and everyone on the web while its city agrees to exactly the words that stand. Staff: all.
        """
        if viewer.manages(Measure):
            return self.all()
        if viewer.is_member:
            return self.filter(SHOWN | Q(city__in=viewer.city_ids))
        return self.filter(PUBLIC)

    def shown(self) -> Self:
        """Those that others read: neither drafts nor hidden."""
        return self.filter(SHOWN)

    def public(self) -> Self:
        """Those that everyone on the web reads."""
        return self.filter(PUBLIC)

    def asking_again(self) -> Self:
        """Those that the web read until their words were changed."""
        return self.filter(ASKS_AGAIN)

    def by_stage(self) -> Self:
        """Running ones first, then planned, finished and ended early ones; the newest of each first."""
        order = (Stage.RUNNING, Stage.PLANNED, Stage.FINISHED, Stage.ENDED_EARLY)
        places = Case(
            *(When(stage=it, then=Value(number)) for number, it in enumerate(order)), default=Value(9)
        )
        return self.order_by(places, "-pk")

    def having(self, words: Any) -> Self:
        """Those in which each word begins a word: of title, texts, what is measured, the city, or a theme."""
        searched = ("title", "summary", "text", "for_whom", "city__name", "city__other_names")

        def asks(word: str) -> list[Q]:
            return [*begins(searched, word), _measuring(word), *of_theme(word)]

        return having(self, words, asks)  # type: ignore[return-value]

    def locked(self, pk: int) -> "Measure":
        """Return one row as it is now, locked until the end of this transaction; raises NotThere, Busy."""
        return locked(self.select_for_update(of=("self",)).select_related("city"), pk)


def _measuring(word: str) -> Q:
    """Return the condition that a measure has figures of something called so; not those that are hidden."""
    # By name: it stands in a module above.
    rows = apps.get_model("cities", "Indicator")._default_manager.filter(hidden_at__isnull=True)
    rows = rows.filter(reduce(or_, begins(("name", "group"), word)), observations__isnull=False)
    return Q(pk__in=rows.order_by().values("measure"))


@keeps_words("title", "summary", "text", "for_whom", "cost", "did_not_work", "ended_because")
class Measure(models.Model):
    """What a city does so that climate action is fair: what, for whom, how far, and what did not work.

    A draft has no `shown_at`. `seal` stands for the words in a few letters and is kept by `save`;
    `public_seal` is that of the words which a lead agreed to show to the web, and everyone reads the measure
    while the two are the same. `begins_in` and `ends_in` are a year or a year and a month, as `A_TIME`.
    """

    city = models.ForeignKey(City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="measures")
    slug = models.SlugField(_("word in the address"), max_length=80)
    language = models.CharField(_("written in"), max_length=10, choices=LANGUAGE_CHOICES)
    title = models.CharField(_("title"), max_length=200)
    summary = models.CharField(_("in two sentences"), max_length=300)
    text = models.TextField(_("what it is"), max_length=6000, blank=True)
    for_whom = models.CharField(_("for whom"), max_length=200)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage)
    ended_because = models.CharField(_("why it ended early"), max_length=500, blank=True)
    begins_in = models.CharField(_("since"), max_length=7, blank=True, validators=[RegexValidator(A_TIME)])
    ends_in = models.CharField(_("until"), max_length=7, blank=True, validators=[RegexValidator(A_TIME)])
    cost = models.CharField(_("what it costs"), max_length=200, blank=True)
    did_not_work = models.TextField(_("what did not work"), max_length=2000, blank=True)
    strands = ArrayField(
        models.PositiveSmallIntegerField(choices=Strand),
        verbose_name=_("strands of the Equity Pledge"),
        default=list,
        blank=True,
    )
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), blank=True, related_name="measures")
    # Empty once that person is erased; the measure is the city's, and stays.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    drafted_at = models.DateTimeField(_("drafted on"), db_default=Now())
    shown_at = models.DateTimeField(_("shown to members on"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed on"), db_default=Now())
    looked_at = models.DateTimeField(_("last looked at"), db_default=Now())
    featured_at = models.DateTimeField(_("featured on"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("hidden on"), null=True, blank=True)
    hidden_because = models.CharField(_("hidden because"), max_length=500, blank=True)
    seal = models.CharField(max_length=16, editable=False)
    # What stands for its indicators with all their figures; empty for none. Kept by the verbs of these.
    figures_seal = models.CharField(max_length=16, blank=True, default="", db_default="", editable=False)
    public_seal = models.CharField(max_length=16, blank=True, default="", editable=False)
    public_agreed_at = models.DateTimeField(_("agreed to the web on"), null=True, blank=True)
    public_agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("agreed to the web by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    is_sample = models.BooleanField(_("sample content"), default=False)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        constraints = [
            models.UniqueConstraint(
                fields=["city", "slug"],
                name="measure_slug_once_a_city",
                violation_error_message=_("The city has a measure of this address already."),
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.ENDED_EARLY) | ~Q(ended_because=""),
                name="measure_ends_early_for_a_reason",
                violation_error_message=_("Say why it ended early."),
            ),
            models.CheckConstraint(
                condition=Q(strands__len__lte=MOST_STRANDS, strands__contained_by=Strand.values),
                name="measure_serves_two_strands_at_most",
                violation_error_message=_("A measure serves two strands at most."),
            ),
            models.CheckConstraint(
                condition=(Q(begins_in="") | Q(begins_in__regex=A_TIME))
                & (Q(ends_in="") | Q(ends_in__regex=A_TIME)),
                name="measure_times_are_months_or_years",
                violation_error_message=_("Write a year, such as 2023, or a month, such as 2023-04."),
            ),
            models.CheckConstraint(
                condition=Q(public_seal="") | Q(shown_at__isnull=False, public_agreed_at__isnull=False),
                name="measure_is_public_once_shown",
                violation_error_message=_("The web reads what members read already."),
            ),
        ]

    named_by = ("city",)

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **options: Any) -> None:
        """Keep the seal of the words that are stored."""
        self.seal = self.seal_now
        if options.get("update_fields") is not None:
            options["update_fields"] = {*options["update_fields"], "seal"}
        super().save(*args, **options)

    def get_absolute_url(self) -> str:
        """The address of its page."""
        return reverse("cities:measure", args=[self.city.slug, self.slug])

    @property
    def seal_now(self) -> str:
        """What is agreed to, in a few letters: another word or fact has another seal."""
        said = [getattr(self, name) for name in WORDS]
        # As JSON, since several of them hold line breaks.
        return seal_of(json.dumps([*said, self.figures_seal] if self.figures_seal else said))

    @property
    def is_draft(self) -> bool:
        """Whether it is not shown to members."""
        return self.shown_at is None

    @property
    def is_public(self) -> bool:
        """Whether everyone on the web reads it: its city agreed to exactly these words."""
        return bool(self.shown_at and not self.hidden_at and self.public_seal == self.seal_now)

    @property
    def asks_again(self) -> bool:
        """Whether the web read it until its words were changed."""
        is_read = bool(self.shown_at and not self.hidden_at)
        return is_read and bool(self.public_seal) and self.public_seal != self.seal_now

    @property
    def has_ended_early(self) -> bool:
        """Whether it ended before it was done."""
        return self.stage == Stage.ENDED_EARLY

    @property
    def language_name(self) -> str:
        """The language it is written in, as its speakers call it."""
        return own_name(self.language)

    @property
    def strands_served(self) -> list[Strand]:
        """The strands of the Equity Pledge that it serves, in their order."""
        return [Strand(number) for number in sorted(self.strands)]

    def is_of(self, viewer: Viewer) -> bool:
        """Whether the viewer has a seat in its city."""
        return self.city_id in viewer.city_ids


@at_table("measure")
class MeasureOrganisation(AtTable):
    """An organisation at the table of a measure; the city's contacts write it down."""

    cities_of_thing = "city"
    room = Room.MEASURES

    thing = models.ForeignKey(
        Measure, verbose_name=_("measure"), on_delete=models.CASCADE, related_name="at_table"
    )

    class Meta(AtTable.Meta):
        verbose_name = _("organisation at the table of a measure")
        verbose_name_plural = _("organisations at the table of measures")
