"""How measures stand in lists and on pages: their counts by stage, their words, the gaps that are shown."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.directory.models import City
from cities.directory.states import Stage
from cities.directory.viewer import Viewer
from cities.measures.figures import Figures, figures_together
from cities.measures.gaps import Series
from cities.measures.models import Indicator, Measure, MeasureQuerySet
from cities.measures.rules import time_in_words
from icaforum.words.times import reader_today

ORDER = (Stage.RUNNING, Stage.PLANNED, Stage.FINISHED, Stage.ENDED_EARLY)


def readable(city: City, viewer: Viewer) -> MeasureQuerySet:
    """Return the measures of a city that stand in lists for this viewer; drafts for its own people alone."""
    rows: MeasureQuerySet = Measure.objects.visible_to(viewer).filter(city=city)
    return rows if city.pk in viewer.city_ids else rows.shown()


@dataclass(frozen=True)
class Tab:
    """A link of the counts by stage."""

    label: str
    query: str
    current: bool
    count: int = 0


def counted(rows: MeasureQuerySet, *, chosen: str = "") -> list[Tab]:
    """Return «All 7», «3 running» …, stages without a measure left out; one statement. Empty for none."""
    found = dict(rows.order_by().values_list("stage").annotate(Count("pk")))
    total = sum(found.values())
    if not total:
        return []
    words = {
        Stage.RUNNING: ngettext("%(n)d running", "%(n)d running", found.get(Stage.RUNNING, 0)),
        Stage.PLANNED: ngettext("%(n)d planned", "%(n)d planned", found.get(Stage.PLANNED, 0)),
        Stage.FINISHED: ngettext("%(n)d finished", "%(n)d finished", found.get(Stage.FINISHED, 0)),
        Stage.ENDED_EARLY: ngettext(
            "%(n)d ended early", "%(n)d ended early", found.get(Stage.ENDED_EARLY, 0)
        ),
    }
    tabs = [Tab(_("All %(n)d") % {"n": total}, "", current=not chosen, count=total)]
    tabs += [
        Tab(words[stage] % {"n": found[stage]}, f"?stage={stage.value}", current=chosen == stage.value)
        for stage in ORDER
        if found.get(stage)
    ]
    return tabs


@dataclass(frozen=True)
class Counted:
    """An indicator with what is shown of its figures."""

    indicator: Indicator
    figures: Figures

    @property
    def next_on(self) -> date | None:
        """The day by which the next figure is expected, while that is to come."""
        return None if self.is_due else self.indicator.next_on

    @property
    def is_due(self) -> bool:
        """Whether that day is over."""
        day = self.indicator.next_on
        return day is not None and day < reader_today()


def indicators_of(rows: Iterable[Measure], viewer: Viewer) -> dict[int, list[Counted]]:
    """Return the indicators of these measures that the viewer may read, by the key of the measure.

    Two statements. Those of one measure are taken to be of one whole, so that none of them gives back what is
    held back of another; a hidden one counts there too.
    """
    of = {row.pk: row for row in rows}
    found: dict[int, list[Indicator]] = {}
    for row in Indicator.objects.filter(measure__in=of).with_figures():
        row.measure = of[row.measure_id]
        found.setdefault(row.measure_id, []).append(row)
    return {key: list(_read(of[key], some, viewer)) for key, some in found.items()}


def _read(measure: Measure, rows: Sequence[Indicator], viewer: Viewer) -> Iterator[Counted]:
    is_inside = measure.is_of(viewer) or viewer.manages(Measure)
    for row, figures in zip(rows, figures_together([row.series for row in rows]), strict=True):
        if is_inside or not (row.hidden_at or figures.is_empty):
            yield Counted(row, figures)


def shown_with(indicator: Indicator, series: Series) -> Figures:
    """Return what readers would see of an indicator with other figures, beside those of its measure."""
    rows = list(Indicator.objects.filter(measure=indicator.measure_id).with_figures())
    some = [series if row.pk == indicator.pk else row.series for row in rows]
    return figures_together(some)[[row.pk for row in rows].index(indicator.pk)]


Listed = tuple[Measure, str, Figures | None]
"""A measure in a list: when it runs, and the first of its gaps."""


def listed(rows: Iterable[Measure], viewer: Viewer) -> list[Listed]:
    """Return measures as a list has them, at three statements."""
    found = list(rows)
    counted_by = indicators_of(found, viewer)
    return [(row, times_in_words(row), _first_gap(counted_by.get(row.pk, ()))) for row in found]


def _first_gap(some: Iterable[Counted]) -> Figures | None:
    return next((it.figures for it in some if it.figures.small and not it.indicator.hidden_at), None)


def course_in_words(measure: Measure) -> str:
    """Return how far a measure is and since when, such as «Running since April 2023, planned until 2030»."""
    begins, ends = _in_words(measure.begins_in), _in_words(measure.ends_in)
    stage = measure.get_stage_display()
    if measure.stage == Stage.RUNNING:
        parts = [_("Running since %(begins)s") % {"begins": begins} if begins else stage]
        parts += [_("planned until %(ends)s") % {"ends": ends}] if ends else []
        return ", ".join(parts)
    return ": ".join([stage, *_span(measure, begins, ends)])


def times_in_words(measure: Measure) -> str:
    """Return when a measure runs, such as «Since April 2023» or «2021 to 2024»; empty where nobody said."""
    begins, ends = _in_words(measure.begins_in), _in_words(measure.ends_in)
    return str(capfirst(next(_span(measure, begins, ends), "")))


def _in_words(said: str) -> str:
    return time_in_words(said) if said else ""


def _span(measure: Measure, begins: str, ends: str) -> Iterator[str]:
    if begins and ends:
        yield _("%(begins)s to %(ends)s") % {"begins": begins, "ends": ends}
    elif begins and measure.stage == Stage.PLANNED:
        yield _("begins in %(begins)s") % {"begins": begins}
    elif begins and measure.stage != Stage.RUNNING:
        yield _("begun in %(begins)s") % {"begins": begins}
    elif begins:
        yield _("since %(begins)s") % {"begins": begins}
    elif ends:
        yield _("until %(ends)s") % {"ends": ends}


def consent_in_words(found: Measure, viewer: Viewer) -> str:
    """Return who reads it and by whose word, as the line under its title says it."""
    words: dict[str, Any] = {"city": found.city}
    if found.hidden_at:
        return _("Hidden by the secretariat: %(city)s alone reads it") % words
    if found.is_draft:
        return _("A draft: %(city)s alone reads it, and the secretariat") % words
    if found.is_public and found.public_agreed_at:
        words["day"] = date_format(localtime(found.public_agreed_at), "DATE_FORMAT")
        return _("Public since %(day)s, agreed by %(city)s") % words
    if found.asks_again and (found.is_of(viewer) or viewer.manages(Measure)):
        words["day"] = date_format(localtime(found.changed_at), "DATE_FORMAT")
        return _("Changed on %(day)s: for members until a lead of %(city)s lets the web read it") % words
    return _("For members and partners of the Forum")


def readers_in_words(found: Measure) -> str:
    """Return who can see it, for the facts."""
    if found.is_draft or found.hidden_at:
        return _("Its city and the secretariat")
    return _("Everyone on the web") if found.is_public else _("Members and partners")
