"""/cities/<slug>/measures/: the measures of a city, one of them, and all of them to print."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from cities.directory.models import City
from cities.directory.states import Stage
from cities.directory.viewer import ReaderRequest, Viewer
from cities.letters.rules import may_write_to
from cities.measures.figures import Figures
from cities.measures.listing import (
    Counted,
    consent_in_words,
    counted,
    course_in_words,
    indicators_of,
    listed,
    readable,
    readers_in_words,
)
from cities.measures.models import MOST_INDICATORS, Indicator, Measure
from cities.measures.writing import csv_of
from cities.people.models import Officer
from cities.people.requests import MemberRequest
from cities.sharing.decorators import sign_in_or_404
from cities.talking.views import take_report
from icaforum.forum.models import Room
from icaforum.forum.rooms import in_room
from icaforum.words.decorators import form_page
from icaforum.words.times import request_now

PAGE = 20
# A sheet of more is a book.
PRINTED = 100


def city_or_404(request: ReaderRequest, slug: str) -> City:
    """Return a city that this reader may open, or one that has measures which they may read."""
    seen = City.objects.visible_to(request.viewer)
    readable_there = Measure.objects.visible_to(request.viewer).shown().values("city")
    cities = City.objects.filter(Q(pk__in=seen) | Q(pk__in=readable_there))
    return get_object_or_404(cities.exclude(kind=City.Kind.PARTNER), slug=slug)


def visible_or_404(request: ReaderRequest, slug: str, word: str) -> Measure:
    """Return a measure that this reader may open; raises Http404."""
    rows = Measure.objects.visible_to(request.viewer).select_related("city", "author")
    return get_object_or_404(rows, city__slug=slug, slug=word)


def may_draft(viewer: Viewer, city: City) -> bool:
    """Whether the viewer writes measures for a city: its contacts, while it is in the Forum."""
    return city.pk in viewer.city_ids and not city.is_partner


@sign_in_or_404
@in_room(Room.MEASURES)
@require_safe
def measures(request: ReaderRequest, slug: str) -> HttpResponse:
    """List the measures of a city that the reader may see, all or those of one stage."""
    city = city_or_404(request, slug)
    rows = readable(city, request.viewer)
    stage = request.GET.get("stage", "")
    stage = stage if stage in Stage.values else ""
    tabs = counted(rows, chosen=stage)
    if stage:
        rows = rows.filter(stage=stage)
    page = Paginator(rows.by_stage().select_related("city"), PAGE).get_page(request.GET.get("page"))
    context = {
        "city": city,
        "page": page,
        "rows": listed(page, request.viewer),
        "tabs": tabs,
        "stage": stage,
        "may_draft": may_draft(request.viewer, city),
        "is_own": city.pk in request.viewer.city_ids,
    }
    return render(request, "cities/measures/list.html", context)


@sign_in_or_404
@in_room(Room.MEASURES)
@require_safe
def printed(request: ReaderRequest, slug: str) -> HttpResponse:
    """Show the measures of a city with all their words as one sheet, to print or to keep as a PDF."""
    city = city_or_404(request, slug)
    rows = list(readable(city, request.viewer).shown().by_stage().select_related("city")[:PRINTED])
    counted_by = indicators_of(rows, request.viewer)
    context = {
        "city": city,
        "rows": [(row, course_in_words(row), _printed_gaps(counted_by.get(row.pk, ()))) for row in rows],
        "now": request_now(),
    }
    return render(request, "cities/measures/print.html", context)


@sign_in_or_404
@in_room(Room.MEASURES)
@require_safe
def measure(request: ReaderRequest, slug: str, word: str) -> HttpResponse:
    """Show a measure: what it is, who was at the table, what did not work, and its facts."""
    found = visible_or_404(request, slug, word)
    viewer, city = request.viewer, found.city
    is_own = found.is_of(viewer)
    counted_by = indicators_of([found], viewer).get(found.pk, [])
    context = {
        "measure": found,
        "city": city,
        "membership": city.membership,
        "course": course_in_words(found),
        "consent": consent_in_words(found, viewer),
        "readers": readers_in_words(found),
        "themes": list(found.themes.all()),
        "indicators": counted_by,
        "has_gap": any(it.figures.shown.by_gap for it in counted_by),
        "may_add": is_own and len(counted_by) < MOST_INDICATORS,
        "is_own": is_own,
        "leads": city.pk in viewer.lead_of,
        "manages": viewer.manages(Measure),
        "may_write": may_write_to(viewer, city),
        "behind": _behind(found, viewer),
        "can_report": viewer.is_member and not is_own and not found.is_draft,
    }
    return render(request, "cities/measures/detail.html", context)


def _printed_gaps(some: Iterable[Counted]) -> list[Figures]:
    """What stands on the sheet: of an indicator the sentence, of those that others read."""
    return [it.figures for it in some if not (it.indicator.hidden_at or it.figures.is_empty)]


@sign_in_or_404
@in_room(Room.MEASURES)
@require_safe
def indicator_csv(request: ReaderRequest, slug: str, word: str, pk: int) -> HttpResponse:
    """Send the figures of an indicator as a file: those of the table, and no others."""
    found = visible_or_404(request, slug, word)
    read = indicators_of([found], request.viewer).get(found.pk, [])
    it = next((each for each in read if each.indicator.pk == pk), None)
    if it is None:
        raise Http404
    return csv_answer(csv_of(it.figures.shown), it.indicator)


def csv_answer(content: bytes, indicator: Indicator) -> HttpResponse:
    """Return a file of figures, named by its indicator."""
    name = slugify(indicator.name)[:60] or "indicator"
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _behind(found: Measure, viewer: Viewer) -> Officer | None:
    """The seat of whoever wrote it, for members: names of people are for the Forum, not for the web."""
    if not viewer.is_member or found.author_id is None:
        return None
    seats = Officer.objects.visible_to(viewer).filter(city=found.city_id, person=found.author_id)
    return seats.select_related("person").first()


@in_room(Room.MEASURES)
@form_page
def report(request: MemberRequest, slug: str, word: str) -> HttpResponse:
    """Tell the secretariat, which needs no such page, of a measure of another city."""
    if not request.viewer.is_member:
        raise Http404
    rows = Measure.objects.visible_to(request.viewer).shown().exclude(city__in=request.viewer.city_ids)
    found = get_object_or_404(rows.select_related("city"), city__slug=slug, slug=word)
    return take_report(request, found, what=found.title, back=found.get_absolute_url())
