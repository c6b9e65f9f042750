"""What a city counts of a measure, with whom a group is compared, and the figures of years and days.

Neither earlier figures nor earlier words are kept: somebody who read two of them side by side could subtract
what is not shown.
"""

import json
from collections.abc import Iterable
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Prefetch, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.measures.gaps import Against, Figure, Good, Kind, Series, Target, Unit
from cities.measures.models.measures import Measure
from cities.talking.rules import seal_of
from icaforum.audit.locks import locked

MOST_INDICATORS = 6
"""Of one measure: which figures are held back beside each other is tried for all sums of their groups."""
MOST_FIGURES = 80
"""Of one indicator: so many rows fit into a form."""

KINDS = (
    (Kind.SHARE.value, _("A share, in percent")),
    (Kind.NUMBER.value, _("A number")),
    (Kind.OTHER.value, _("Something else, such as minutes or euros")),
)
GOOD = ((Good.HIGH.value, _("A higher figure is better")), (Good.LOW.value, _("A lower figure is better")))
AGAINST = (
    (Against.OTHERS.value, _("With others: the group is not among them")),
    (Against.WHOLE.value, _("With everybody: the group is a part of them")),
    (Against.TOTAL.value, _("With the sum of all: the group’s number is a part of it")),
)
CONFIGURED = (
    *("name", "group", "comparison", "definition", "kind", "unit", "unit_one", "good", "against"),
    *("target_year", "target_group", "target_comparison", "target_gap", "target_source", "target_on"),
    *("baseline", "decimals", "every", "adds_up", "next_on"),
)
"""What a city says of an indicator; with all its figures it is a part of what the web may read."""
OBSERVED = (
    *("year", "day", "group", "comparison", "group_n", "comparison_n", "source", "source_day", "note"),
)


def _amount(words: Any) -> Any:
    return models.DecimalField(words, max_digits=21, decimal_places=6, null=True, blank=True)


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    """Indicators, in the order in which they were added."""

    def with_figures(self) -> Self:
        """Those with their figures from the earliest on, at one statement more."""
        return self.prefetch_related(Prefetch("observations", Observation.objects.in_order()))

    def locked(self, pk: int) -> "Indicator":
        """Return one row as it is now, locked until the end of this transaction; raises NotThere, Busy."""
        return locked(self.select_for_update(of=("self",)).select_related("measure__city"), pk)


class Indicator(models.Model):
    """Something that a city counts, of a group and of whom it is compared with.

    Who may read a measure reads its indicators, unless the secretariat has hidden one. What is shown of the
    figures says `suppression`: never the rows themselves. A target is a year with two figures, or the gap.
    """

    measure = models.ForeignKey(
        Measure, verbose_name=_("measure"), on_delete=models.CASCADE, related_name="indicators"
    )
    name = models.CharField(_("what is measured"), max_length=200)
    group = models.CharField(_("the group"), max_length=120)
    comparison = models.CharField(_("compared with"), max_length=120, blank=True)
    definition = models.TextField(_("how it is counted"), max_length=1000, blank=True)
    kind = models.CharField(_("counted as"), max_length=10, choices=KINDS, default=Kind.SHARE.value)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    unit_one = models.CharField(_("one of the unit"), max_length=60, blank=True)
    good = models.CharField(_("which direction is good"), max_length=4, choices=GOOD, default=Good.HIGH.value)
    against = models.CharField(
        _("how it is compared"), max_length=6, choices=AGAINST, default=Against.WHOLE.value
    )
    target_year = models.PositiveSmallIntegerField(_("target by"), null=True, blank=True)
    target_group = _amount(_("target of the group"))
    target_comparison = _amount(_("target of the comparison"))
    target_gap = _amount(_("target of the gap"))
    target_source = models.CharField(_("who decided the target"), max_length=200, blank=True)
    target_on = models.DateField(_("decided on"), null=True, blank=True)
    baseline = models.PositiveSmallIntegerField(_("baseline"), null=True, blank=True)
    decimals = models.PositiveSmallIntegerField(
        _("decimals at most"), null=True, blank=True, validators=[MaxValueValidator(3)]
    )
    every = models.PositiveSmallIntegerField(
        _("years between figures"), default=1, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    adds_up = models.BooleanField(_("each figure holds all before it"), default=False)
    next_on = models.DateField(_("next figure expected by"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("hidden on"), null=True, blank=True)
    hidden_because = models.CharField(_("hidden because"), max_length=500, blank=True)
    written_at = models.DateTimeField(_("written on"), db_default=Now())

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    target_year__isnull=True,
                    target_group__isnull=True,
                    target_comparison__isnull=True,
                    target_gap__isnull=True,
                )
                | Q(target_year__isnull=False)
                & (Q(target_group__isnull=False) | Q(target_gap__isnull=False)),
                name="indicator_aims_at_something",
                violation_error_message=_("A target is a year, with a figure of the group or a gap."),
            ),
        ]

    named_by = ("measure__city",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its place on the page of the measure."""
        return f"{self.measure.get_absolute_url()}#indicator-{self.pk}"

    def address(self, page: str) -> str:
        """Return the address of one of its own pages, by the name of its view."""
        measure = self.measure
        return reverse(f"cities:indicator_{page}", args=[measure.city.slug, measure.slug, self.pk])

    @property
    def target(self) -> Target | None:
        """What the city wants to reach."""
        if self.target_year is None:
            return None
        return Target(
            self.target_year,
            self.target_group,
            self.target_comparison,
            self.target_gap,
            self.target_source,
            self.target_on,
        )

    @property
    def series(self) -> Series:
        """All of it as it was written, with the figures: what is shown is made of this, never this itself."""
        return self.series_of(row.figure for row in self.observations.all())

    def series_of(self, figures: Iterable[Figure]) -> Series:
        """Return it with these figures."""
        return Series(
            self.name,
            self.group,
            tuple(figures),
            self.comparison,
            Unit(Kind(self.kind), self.unit, self.unit_one),
            Good(self.good),
            Against(self.against),
            self.target,
            self.baseline,
            self.decimals,
            self.every,
            self.adds_up,
        )


class ObservationQuerySet(models.QuerySet["Observation"]):
    """Figures of indicators."""

    def in_order(self) -> Self:
        """Those of the earliest year first, a whole year before a day of it."""
        return self.order_by("year", F("day").asc(nulls_first=True), "pk")

    def locked(self, pk: int) -> "Observation":
        """Return one row as it is now, locked until the end of this transaction; raises NotThere, Busy."""
        return locked(self.select_for_update(of=("self",)), pk)


class Observation(models.Model):
    """The figures of a year, or of a day of it: of the group and of whom it is compared with.

    `group_n` and `comparison_n` are the numbers of people behind the two, which no page shows to readers.
    """

    indicator = models.ForeignKey(
        Indicator, verbose_name=_("indicator"), on_delete=models.CASCADE, related_name="observations"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    day = models.DateField(_("day"), null=True, blank=True)
    group = _amount(_("figure of the group"))
    comparison = _amount(_("figure of the comparison"))
    group_n = models.PositiveBigIntegerField(_("people in the group"), null=True, blank=True)
    comparison_n = models.PositiveBigIntegerField(_("people in the comparison"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    source_day = models.DateField(_("date of the source"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        ordering = ["year", "day", "pk"]
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "year", "day"],
                nulls_distinct=False,
                name="observation_once_a_time",
                violation_error_message=_("A figure of this time stands there already."),
            ),
            models.CheckConstraint(
                condition=Q(group__isnull=False) | Q(comparison__isnull=False) | ~Q(note=""),
                name="observation_says_something",
                violation_error_message=_("There is no figure, and no note that says why."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.day or self.year)

    @property
    def figure(self) -> Figure:
        """It as what is shown is made of."""
        return Figure(**{name: getattr(self, name) for name in OBSERVED})


def sealed_figures(measure: Measure) -> str:
    """Return what stands for all indicators of a measure that have figures, and these, as they are stored.

    Empty where there are none. Numbers of people count as well: with them what is shown changes.
    """
    counted = Observation.objects.filter(indicator__measure=measure).values("indicator")
    rows = Indicator.objects.filter(pk__in=counted).order_by("pk").with_figures()
    said = [
        [
            [getattr(row, name) for name in CONFIGURED],
            [[getattr(seen, name) for name in OBSERVED] for seen in row.observations.all()],
        ]
        for row in rows
    ]
    return seal_of(json.dumps(said, default=str)) if said else ""
