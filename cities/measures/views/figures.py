"""The pages of figures: typed in a table, or in a file of which each row is judged before it is written."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from cities.launch.reading import Unreadable
from cities.measures.actions import figures as verbs
from cities.measures.forms import FigureTable, UploadForm, amount_as_typed
from cities.measures.gaps import Figure
from cities.measures.listing import shown_with
from cities.measures.models import OBSERVED, Indicator, Observation
from cities.measures.reading import Reading, ReadRow, read
from cities.measures.suppression import FEWEST
from cities.measures.views import csv_answer
from cities.measures.views.indicators import lock_or_404, own_or_404, said_after, steps
from cities.measures.writing import template_of
from cities.people.requests import MemberRequest
from cities.talking.views import ask_then_do
from icaforum.audit.answers import or_gone
from icaforum.audit.record import Refused
from icaforum.forum.models import Room
from icaforum.forum.rooms import in_room
from icaforum.words.decorators import form_page, pressed_once
from icaforum.words.times import reader_today

SALT = "cities.measures.figures"


@in_room(Room.MEASURES)
@form_page
@transaction.atomic
def table(request: MemberRequest, slug: str, word: str, pk: int) -> HttpResponse:
    """Type figures in a table, also while colleagues do; with `check` see first what readers would see."""
    found = own_or_404(request, slug, word, pk)
    if request.method == "POST":
        found = lock_or_404(found)
    rows = FigureTable(found, request.POST if request.method == "POST" else None, today=reader_today())
    refused, preview = "", None
    if rows.is_valid:
        typed = rows.figures
        if "check" in request.POST:
            preview = shown_with(found, found.series_of([*rows.unsent, *(figure for _key, figure in typed)]))
        else:
            try:
                count = verbs.record_figures(found, by=request.user, figures=typed)
            except Refused as refusal:
                refused = str(refusal)
            else:
                return _recorded(request, found, count)
    context = _context(found) | {"table": rows, "refused": refused, "preview": preview, "fewest": FEWEST}
    return render(request, "cities/measures/figures.html", context)


def _recorded(request: MemberRequest, found: Indicator, count: int) -> HttpResponse:
    """Lead on after figures were written: at first to the target, later to the chart."""
    done = _("The figures are kept.") if count else _("Nothing has changed.")
    messages.success(request, said_after(found.measure, done))
    is_first = found.target is None and found.observations.count() == count
    return redirect(found.address("target") if is_first and count else found.get_absolute_url())


def _context(found: Indicator) -> dict[str, Any]:
    return {"indicator": found, "measure": found.measure, "city": found.measure.city, "steps": steps()}


def _figures_of(request: MemberRequest, slug: str, word: str, pk: int, **_rest: Any) -> str:
    return own_or_404(request, slug, word, pk).address("figures")


@in_room(Room.MEASURES)
@or_gone(gettext_lazy("These figures are taken out already."), to=_figures_of)
@form_page
def take_out(request: MemberRequest, slug: str, word: str, pk: int, key: int) -> HttpResponse:
    """Take one figure out, after a page that says what that means."""
    found = own_or_404(request, slug, word, pk)
    row = get_object_or_404(found.observations.all(), pk=key)
    row.indicator = found
    return ask_then_do(
        request,
        partial(verbs.take_out_figure, row, by=request.user),
        question={
            "title": _("Take out the figures of %(when)s?") % {"when": row},
            "text": found.name,
            "consequences": [
                _("The chart shows no dot there. To say why a year has none, write a note instead.")
            ],
            "action": _("Take them out"),
        },
        done=_("They are taken out."),
        back=found.address("figures"),
    )


@in_room(Room.MEASURES)
@require_safe
def template(request: MemberRequest, slug: str, word: str, pk: int) -> HttpResponse:
    """Send an empty sheet for the figures of an indicator."""
    found = own_or_404(request, slug, word, pk)
    return csv_answer(template_of(found.series_of(())), found)


# A file -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Judged:
    """A row of a file with what would become of it; `key` is that of the row which it replaces."""

    row: ReadRow
    verdict: str
    figure: Figure | None = None
    key: int | None = None
    is_new: bool = False


@in_room(Room.MEASURES)
@form_page
@pressed_once
def upload(request: MemberRequest, slug: str, word: str, pk: int) -> HttpResponse:
    """Judge each row of a file; on the page that shows the verdicts, take all of them."""
    found = own_or_404(request, slug, word, pk)
    if "taken" in request.POST:
        return _take(request, found)
    form = (
        UploadForm(request.POST or None, request.FILES or None) if request.method == "POST" else UploadForm()
    )
    context = _context(found) | {"form": form}
    if form.is_valid():
        try:
            reading = read(form.cleaned_data["file"].read(), series=found.series, today=reader_today())
        except Unreadable as error:
            form.add_error("file", str(error))
        else:
            return render(request, "cities/measures/figures_check.html", context | _verdicts(found, reading))
    return render(request, "cities/measures/figures_upload.html", context)


def _verdicts(found: Indicator, reading: Reading) -> dict[str, Any]:
    """Return the rows with their verdicts, and what is sent along when they are taken."""
    stand = {(row.year, row.day): row for row in found.observations.all()}
    judged = list(_judged(reading, stand))
    changes = [it for it in judged if it.figure is not None]
    taken = ""
    if reading.is_clean and changes:
        rows = [[it.key, *_plain(it.figure)] for it in changes if it.figure]
        said = {"of": found.pk, "seal": found.measure.figures_seal, "rows": rows}
        taken = signing.dumps(said, salt=SALT, compress=True)
    return {
        "rows": judged,
        "notes": reading.notes,
        "is_clean": reading.is_clean,
        "count": len(changes),
        "taken": taken,
    }


def _judged(reading: Reading, stand: dict[tuple[int, date | None], Observation]) -> Iterator[Judged]:
    for row in reading.rows:
        if row.figure is None:
            yield Judged(row, " ".join(row.problems))
            continue
        before = stand.get((row.figure.year, row.figure.day))
        if before is None:
            yield Judged(row, _("New"), row.figure, is_new=True)
            continue
        figure = _with_what_stood(row, row.figure, before.figure)
        if figure == before.figure:
            yield Judged(row, _("As it stands"))
        else:
            stood = [it for it in (before.group, before.comparison) if it is not None]
            said = " / ".join(map(amount_as_typed, stood)) or before.note
            yield Judged(row, _("In place of: %(figures)s") % {"figures": said}, figure, before.pk)


def _with_what_stood(row: ReadRow, figure: Figure, before: Figure) -> Figure:
    """Return a figure with what stood there where the file has no such column.

    Numbers of people stay where the file says none: without them small ones would be shown.
    """
    kept = {name: getattr(before, name) for name in OBSERVED[2:] if name not in row.cells}
    people = {
        name: getattr(before, name) for name in ("group_n", "comparison_n") if getattr(figure, name) is None
    }
    return replace(figure, **kept | people)


def _plain(figure: Figure) -> list[Any]:
    values = (getattr(figure, name) for name in OBSERVED)
    return [value if value is None or isinstance(value, int) else str(value) for value in values]


def _take(request: MemberRequest, found: Indicator) -> HttpResponse:
    """Write the rows of a file that was looked at, unless the figures have changed since."""
    try:
        said = signing.loads(request.POST["taken"], salt=SALT)
    except signing.BadSignature:
        said = {}
    if said.get("of") != found.pk:
        messages.error(request, _("Please choose the file again."))
        return redirect(found.address("upload"))
    rows = [(key, _figure(values)) for key, *values in said["rows"]]
    try:
        count = verbs.record_figures(found, by=request.user, figures=rows, seen=said["seal"])
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(found.address("upload"))
    return _recorded(request, found, count)


def _figure(values: list[Any]) -> Figure:
    facts = dict(zip(OBSERVED, values, strict=True))
    for name in ("group", "comparison"):
        facts[name] = None if facts[name] is None else Decimal(facts[name])
    for name in ("day", "source_day"):
        facts[name] = None if facts[name] is None else date.fromisoformat(facts[name])
    return Figure(**facts)
