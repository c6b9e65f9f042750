"""/year/: the year in numbers, its parts as files, and the page of each city."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.directory.tiers import Level
from cities.directory.viewer import Viewer
from cities.models import City
from cities.people.requests import MemberRequest
from icaforum.audit.admin.exports import csv_file
from icaforum.words.times import request_now
from icaforum.year.city import report_of
from icaforum.year.spans import NotASpanError, Span, offered, span_of
from icaforum.year.whole import year_of


@require_safe
def year(request: MemberRequest) -> HttpResponse:
    """Show the year in numbers, for cities in the Forum and the secretariat."""
    _reader_or_404(request.viewer)
    span, problem = _span(request)
    found = year_of(span, request.viewer)
    context = _choices(span, problem) | {
        "year": found,
        "own": _own(request.viewer),
    }
    return render(request, "icaforum/year/year.html", context, status=400 if problem else 200)


@require_safe
def part_file(request: MemberRequest, key: str) -> HttpResponse:
    """Send a part of the year as a file: the cells of its tables, and no others."""
    _reader_or_404(request.viewer)
    span, problem = _span(request)
    part = next((it for it in year_of(span, request.viewer).parts if it.key == key), None)
    if part is None or problem:
        raise Http404
    answer = HttpResponse(csv_file([(span.words,), *part.records]), content_type="text/csv; charset=utf-8")
    name = f"year-{part.key}-{span.begin.value}-{span.end.value}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
def city_year(request: MemberRequest, slug: str) -> HttpResponse:
    """Show what a city did and what it got, on one sheet: for its own people, and the secretariat."""
    viewer = request.viewer
    cities = City.objects.exclude(kind=City.Kind.PARTNER)
    if not viewer.manages(City):
        cities = cities.filter(pk__in=viewer.city_ids)
    city = get_object_or_404(cities, slug=slug)
    span, problem = _span(request)
    context = _choices(span, problem) | {
        "city": city,
        "report": report_of(city, span),
        "now": request_now(),
    }
    return render(request, "icaforum/year/city.html", context, status=400 if problem else 200)


def _reader_or_404(viewer: Viewer) -> None:
    """Refuse partners and whoever is in no city: the page is for cities in the Forum and the secretariat."""
    if viewer.level < Level.GENERAL and not viewer.staff_views:
        raise Http404


def _span(request: MemberRequest) -> tuple[Span, str]:
    """Return the span that is asked for; the latest year with what is wrong where it is none."""
    now = request_now()
    try:
        return span_of(request.GET.get("from", ""), request.GET.get("to", ""), now=now), ""
    except NotASpanError:
        return span_of("", "", now=now), _(
            "Choose a beginning that comes before the end. Here are the latest four quarters."
        )


def _choices(span: Span, problem: str) -> dict[str, Any]:
    return {"span": span, "problem": problem, "quarters": offered(span.now)}


def _own(viewer: Viewer) -> list[City]:
    """Return the viewer's cities, each of which has a page of its own."""
    rows = City.objects.filter(pk__in=viewer.city_ids).exclude(kind=City.Kind.PARTNER)
    return list(rows.order_by("sort_name")) if viewer.city_ids else []
