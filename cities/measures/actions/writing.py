"""The verbs of those who write a measure for their city: draft, change, look again, delete a draft."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import City, Theme
from cities.directory.states import Stage
from cities.measures.locks import written_by
from cities.measures.models import WORDS, Measure
from cities.measures.refusals import NotNow, NotYours, OutOfOrder, SaysNoReason, TooMany
from cities.measures.rules import is_in_order
from cities.partners.actions.anew import ask_anew_if_another
from cities.partners.links import forget_link
from cities.people import limits
from cities.people.models import User
from icaforum.audit.belonging import belongs
from icaforum.audit.locks import locked
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.words.slugs import free_slug
from icaforum.words.times import database_now

name_verbs(
    {
        "measure drafted": gettext_lazy("drafted a measure"),
        "measure changed": gettext_lazy("changed a measure"),
        "measure looked at": gettext_lazy("looked at a measure, of which nothing has changed"),
        "measure deleted": gettext_lazy("deleted the draft of a measure"),
    }
)
belongs(Measure, "city", to=City)
belongs(Measure, "author", to=User)

# Words that addresses of other pages have in this place.
TAKEN = {"new", "print"}


@transaction.atomic
def draft_measure(
    city: City, *, by: User, themes: Iterable[Theme] = (), is_sample: bool = False, **facts: Any
) -> Measure:
    """Draft a measure for a city that this person is a contact of; return it.

    `facts` are columns of `WORDS`. Its contacts and the secretariat read it, nobody else. Raises NotYours,
    SaysNoReason, OutOfOrder, TooMany.
    """
    locked(City.objects.select_for_update(no_key=True), city.pk)  # two of one title get two addresses
    if city.is_partner or not by.seats.standing().filter(city=city).exists():
        raise NotYours(_("A contact of a city in the Forum writes its measures."))
    cleaned = _cleaned(facts)
    if cleaned.get("stage") != Stage.ENDED_EARLY:
        cleaned["ended_because"] = ""
    _refuse_contradictions(Measure(**cleaned))
    if limits.one_too_many(measures_of_person=by.pk):
        raise TooMany(_("You have drafted many measures today. Please go on tomorrow."))
    now = database_now()
    moments = {"drafted_at": now, "changed_at": now, "looked_at": now}
    slug = _slug(city, cleaned["title"])
    row = Measure.objects.create(city=city, author=by, slug=slug, is_sample=is_sample, **cleaned, **moments)
    row.themes.set(themes)
    record("measure drafted", row, by=by, city=city.pk)
    return row


def _slug(city: City, title: str) -> str:
    taken = Measure.objects.filter(city=city)
    found = free_slug(title, taken=taken, fallback="measure", longest=70)
    if found in TAKEN:
        return free_slug("measure", taken=taken, fallback="measure", longest=70)
    return found


@transaction.atomic
def change_measure(
    measure: Measure, *, by: User, themes: Iterable[Theme] | None = None, **facts: Any
) -> Measure:
    """Change the words of a measure, by the names of its columns (`WORDS`), and its themes; return it.

    By a contact of its city. The web reads other words only once a lead has agreed to them. Nothing changed
    leaves no line in the history. Raises NotYours, SaysNoReason, OutOfOrder, NotThere.
    """
    row = written_by(measure, by)
    was = row.title
    changed = [name for name, value in _cleaned(facts).items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, _cleaned(facts)[name])
    if row.stage != Stage.ENDED_EARLY and row.ended_because:
        row.ended_because = ""
        changed = [*changed, "ended_because"]
    if themes is not None:
        keys = {theme.pk for theme in themes}
        if keys != set(row.themes.values_list("pk", flat=True)):
            row.themes.set(keys)
            changed = [*changed, "themes"]
    if not changed:
        return row
    _refuse_contradictions(row)
    row.changed_at = row.looked_at = database_now()
    columns = [name for name in changed if name != "themes"]
    row.save(update_fields=[*columns, "changed_at", "looked_at"])
    record("measure changed", row, by=by, fields=sorted(set(changed)))
    ask_anew_if_another(row, was={"": was}, now={"": row.title}, by=by)
    return row


@transaction.atomic
def look_again(measure: Measure, *, by: User) -> Measure:
    """Say that a contact has looked at a measure, and that all of it still stands. Raises NotYours."""
    row = written_by(measure, by)
    row.looked_at = database_now()
    row.save(update_fields=["looked_at"])
    record("measure looked at", row, by=by)
    return row


@transaction.atomic
def delete_draft(measure: Measure, *, by: User) -> None:
    """Delete a draft with its earlier words, who was at the table and their addresses.

    Raises NotYours, NotNow.
    """
    row = written_by(measure, by)
    if not row.is_draft:
        raise NotNow(_("Others read this measure. Take it back first."))
    for organisation in row.at_table.all():
        forget_link(organisation)
    record("measure deleted", row, by=by)
    row.words_before.all().delete()  # type: ignore[attr-defined]
    row.delete()


def _cleaned(facts: dict[str, Any]) -> dict[str, Any]:
    """Return what was typed as it is stored, so that it can be compared."""
    known = {name: value for name, value in facts.items() if name in WORDS}
    cleaned = {name: value.strip() if isinstance(value, str) else value for name, value in known.items()}
    if "strands" in cleaned:
        cleaned["strands"] = sorted({int(number) for number in cleaned["strands"]})
    return cleaned


def _refuse_contradictions(row: Measure) -> None:
    if row.stage == Stage.ENDED_EARLY and not row.ended_because:
        raise SaysNoReason(_("Say why it ended early. This is what others can learn from."))
    if not is_in_order(row.begins_in, row.ends_in):
        raise OutOfOrder(_("It would be over before it began. Look at “Since” and “Until”."))
