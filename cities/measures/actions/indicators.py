"""The verbs of those who write a measure about what it counts: add an indicator, change it, delete it.

Whatever is changed, members read at once; the web reads the measure again once a lead has agreed to it.
"""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import City
from cities.measures.gaps import Kind
from cities.measures.locks import keep_seal, latest_day, written_by
from cities.measures.models import CONFIGURED, MOST_INDICATORS, Indicator, Measure
from cities.measures.refusals import NoRoom, Wrong
from cities.measures.rules import problems_of
from cities.people.models import User
from icaforum.audit.belonging import belongs
from icaforum.audit.details import keys_of, name_details
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs

name_verbs(
    {
        "indicator added": gettext_lazy("added an indicator to a measure"),
        "indicator changed": gettext_lazy("changed an indicator of a measure"),
        "indicator deleted": gettext_lazy("deleted an indicator with its figures"),
    }
)
belongs(Indicator, "measure", to=Measure)
belongs(Indicator, "measure__city", to=City)
name_details({"measure": keys_of(Measure, gettext_lazy("measure"))})


@transaction.atomic
def add_indicator(measure: Measure, *, by: User, **facts: Any) -> Indicator:
    """Add an indicator without figures to a measure; return it. `facts` are columns of `CONFIGURED`.

    By a contact of its city. Raises NotYours, NotThere, NoRoom, Wrong.
    """
    row = written_by(measure, by)
    if row.indicators.count() >= MOST_INDICATORS:
        words = _("A measure has %(most)d indicators at most. Take one out first.")
        raise NoRoom(words % {"most": MOST_INDICATORS})
    found = Indicator(measure=row, **_cleaned(facts))
    _refuse_contradictions(found)
    found.save()
    keep_seal(row)
    record("indicator added", row, by=by)
    return found


@transaction.atomic
def change_indicator(indicator: Indicator, *, by: User, **facts: Any) -> Indicator:
    """Change what an indicator says of itself, by the names of its columns (`CONFIGURED`); return it.

    By a contact of its city. Nothing changed leaves no line in the history. Raises NotYours, NotThere, and
    Wrong where the figures that stand there would not fit any more.
    """
    measure = written_by(indicator.measure, by)
    row = Indicator.objects.locked(indicator.pk)
    changed = [name for name, value in _cleaned(facts).items() if getattr(row, name) != value]
    if not changed:
        return row
    for name in changed:
        setattr(row, name, _cleaned(facts)[name])
    _refuse_contradictions(row)
    row.save(update_fields=changed)
    keep_seal(measure)
    record("indicator changed", measure, by=by, fields=sorted(changed))
    return row


@transaction.atomic
def delete_indicator(indicator: Indicator, *, by: User) -> None:
    """Delete an indicator with all its figures. By a contact of its city. Raises NotYours, NotThere."""
    measure = written_by(indicator.measure, by)
    row = Indicator.objects.locked(indicator.pk)
    record("indicator deleted", row, by=by, measure=measure.pk)
    row.delete()
    keep_seal(measure)


def _cleaned(facts: dict[str, Any]) -> dict[str, Any]:
    """Return what was typed as it is stored, so that it can be compared."""
    known = {name: value for name, value in facts.items() if name in CONFIGURED}
    return {name: value.strip() if isinstance(value, str) else value for name, value in known.items()}


def _refuse_contradictions(row: Indicator) -> None:
    if row.kind != Kind.OTHER.value:
        row.unit = row.unit_one = ""
    for words in _contradictions(row):
        raise Wrong(words)


def _contradictions(row: Indicator) -> Iterator[str]:
    if row.kind == Kind.OTHER.value and not row.unit:
        yield _("Say what it is counted in.")
    if row.target_year is None and (row.target_group, row.target_comparison, row.target_gap) != (None,) * 3:
        yield _("Say by which year.")
    if row.target_year is not None and row.target_group is None and row.target_gap is None:
        yield _("Say the figure that the group is to reach, or the gap.")
    for amount in (row.target_group, row.target_comparison):
        if row.kind == Kind.SHARE.value and amount is not None and not 0 <= amount <= 100:
            words = _("The target would not fit any more: %(value)s is no share of 0 to 100 percent.")
            yield words % {"value": f"{amount.normalize():f}"}
    figures = [] if row.pk is None else [it.figure for it in row.observations.all()]
    today = latest_day()
    for figure in figures:
        for _what, words in problems_of(figure, row.series_of(()), today):
            yield _("The figure of %(year)s would not fit any more: %(why)s") % {
                "year": figure.day or figure.year,
                "why": words,
            }
