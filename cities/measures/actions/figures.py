"""The verbs about the figures of an indicator: record some, take one out."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import City
from cities.measures.gaps import Figure
from cities.measures.locks import keep_seal, latest_day, written_by
from cities.measures.models import MOST_FIGURES, OBSERVED, Indicator, Measure, Observation
from cities.measures.refusals import NoRoom, OtherWords, Wrong
from cities.measures.rules import problems_of, twice
from cities.people.models import User
from icaforum.audit.belonging import belongs
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs

name_verbs(
    {
        "figures recorded": gettext_lazy("recorded figures of an indicator"),
        "figure taken out": gettext_lazy("took a figure out of an indicator"),
    }
)
belongs(Observation, "indicator__measure", to=Measure)
belongs(Observation, "indicator__measure__city", to=City)


@transaction.atomic
def record_figures(
    indicator: Indicator, *, by: User, figures: Iterable[tuple[int | None, Figure]], seen: str | None = None
) -> int:
    """Write figures of an indicator; return how many are new or another than before.

    Each comes with the key of the row that it replaces; without one, or where that row is gone by now, it is
    a new one. `seen` is the seal of all figures of the measure that the person has seen. By a contact of its
    city. Raises NotYours, NotThere, OtherWords where they have changed since, NoRoom, and Wrong for figures
    that cannot be or cannot stand beside each other: then none is written.
    """
    measure = written_by(indicator.measure, by)
    row = Indicator.objects.locked(indicator.pk)
    if seen not in {None, measure.figures_seal}:
        raise OtherWords(_("The figures have changed meanwhile. Look at them again."))
    rows = {it.pk: it for it in row.observations.all()}
    written = [_written(row, rows.get(key or 0), figure) for key, figure in figures]
    changed = [it for it in written if it is not None]
    if not changed:
        return 0
    kept = {key: it for key, it in rows.items() if key not in {each.pk for each in changed}}
    _refuse(row, [it.figure for it in (*kept.values(), *changed)])
    # Two that change places would meet for a moment: whatever has another time is written anew.
    Observation.objects.filter(pk__in=[it.pk for it in changed if it.pk]).delete()
    Observation.objects.bulk_create(changed)
    keep_seal(measure)
    record("figures recorded", measure, by=by)
    return len(changed)


def _written(indicator: Indicator, row: Observation | None, figure: Figure) -> Observation | None:
    """Return the row with this figure; None where it has it already."""
    if row is not None and row.figure == figure:
        return None
    values = {name: getattr(figure, name) for name in OBSERVED}
    return Observation(pk=row.pk if row else None, indicator=indicator, **values)


def _refuse(indicator: Indicator, figures: list[Figure]) -> None:
    if len(figures) > MOST_FIGURES:
        words = _("An indicator has %(most)d figures at most.")
        raise NoRoom(words % {"most": MOST_FIGURES})
    today, series = latest_day(), indicator.series_of(())
    for figure in figures:
        for _what, words in problems_of(figure, series, today):
            raise Wrong(f"{figure.day or figure.year}: {words}")
    for place in twice(figures):
        when = figures[place].day or figures[place].year
        raise Wrong(_("%(when)s stands there twice: a year has one figure, or one a day.") % {"when": when})


@transaction.atomic
def take_out_figure(observation: Observation, *, by: User) -> None:
    """Take one figure out of an indicator, for good. By a contact of its city. Raises NotYours, NotThere."""
    measure = written_by(observation.indicator.measure, by)
    row = Observation.objects.locked(observation.pk)
    record("figure taken out", row, by=by, measure=measure.pk)
    row.delete()
    keep_seal(measure)
