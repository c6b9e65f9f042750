"""/uses/: the cities that use a paper or a measure, and what the reader's own cities use."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.directory.viewer import ReaderRequest
from cities.models import Measure
from cities.people.requests import MemberRequest
from cities.sharing.decorators import sign_in_or_404
from cities.talking.views import take_report
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.forum.rooms import in_room
from icaforum.words.decorators import form_page
from resources.library.models import Resource
from resources.uses.figures import counted, uses_of, with_answers
from resources.uses.models import FollowUp, Use
from resources.uses.tags import add_url, may_say
from resources.uses.timeline import shown

PAGE = 20


def paper_or_404(request: ReaderRequest, slug: str) -> Resource:
    """Return a paper that this reader may open and that is out; raises Http404."""
    papers = Resource.objects.visible_to(request.viewer).published().defer("search")
    return get_object_or_404(papers.prefetch_related("editions"), slug=slug)


def measure_or_404(request: ReaderRequest, slug: str, word: str) -> Measure:
    """Return a measure that this reader may open and that others read; raises Http404."""
    rows = Measure.objects.visible_to(request.viewer).shown().select_related("city")
    return get_object_or_404(rows, city__slug=slug, slug=word)


@sign_in_or_404
@require_safe
def paper_uses(request: ReaderRequest, slug: str) -> HttpResponse:
    """Show all cities that use a paper, as far as the reader may see them."""
    return _all_uses(request, paper_or_404(request, slug))


@sign_in_or_404
@in_room(Room.MEASURES)
@require_safe
def measure_uses(request: ReaderRequest, slug: str, word: str) -> HttpResponse:
    """Show all cities that use a measure, as far as the reader may see them."""
    return _all_uses(request, measure_or_404(request, slug, word))


def _all_uses(request: ReaderRequest, thing: Resource | Measure) -> HttpResponse:
    rows = uses_of(thing, request.viewer)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "thing": thing,
        "is_measure": isinstance(thing, Measure),
        "page": page,
        "rows": shown(page, request.viewer),
        "count": counted(rows),
        "add_url": add_url(thing) if may_say(thing, request.viewer) else "",
    }
    return render(request, "resources/uses/all.html", context)


@require_safe
def own_uses(request: MemberRequest) -> HttpResponse:
    """Show what the reader's cities say they use, what is asked of them first."""
    if not request.viewer.is_member:
        raise Http404
    rows = Use.objects.of_open_rooms().filter(city__in=request.viewer.city_ids, taken_back_at=None)
    rows = with_answers(rows).with_things().latest_first()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    on_page = list(page)
    visible = Use.objects.visible_to(request.viewer).filter(pk__in=[row.pk for row in on_page])
    asked = FollowUp.objects.unanswered().filter(use__in=[row.pk for row in on_page])
    waiting = [it for row in on_page for it in row.came if it.waits]  # type: ignore[attr-defined]
    others = FollowUp.objects.held_from(request.user).filter(use__in=[row.pk for row in on_page])
    held = set(others.values_list("pk", flat=True))
    context = {
        "page": page,
        "rows": shown(on_page, request.viewer),
        "readable": set(visible.values_list("pk", flat=True)),
        "asked": set(asked.values_list("use", flat=True)),
        "mailed": {it.use_id for it in waiting if it.pk not in held},
        "held": {it.use_id for it in waiting if it.pk in held},
        "has_measures": the_forum().has_open(Room.MEASURES),
    }
    return render(request, "resources/uses/own.html", context)


@form_page
def report_use(request: MemberRequest, pk: int) -> HttpResponse:
    """Tell the secretariat, which needs no such page, of what another city says."""
    if not request.viewer.is_member or request.viewer.manages(Use):
        raise Http404
    rows = Use.objects.visible_to(request.viewer).standing().exclude(city__in=request.viewer.city_ids)
    found = get_object_or_404(rows.select_related("city", "paper", "measure__city"), pk=pk)
    what = _("%(who)s uses “%(thing)s”") % {"who": found.speaker, "thing": found.thing}
    return take_report(request, found, what=what, back=found.all_url)


def own_use_or_404(request: MemberRequest, pk: int, *, lead: bool = False, **facts: Any) -> Use:
    """Return a use of one of the reader's cities, or of one they lead, that was not taken back."""
    keys = request.viewer.lead_of if lead else request.viewer.city_ids
    rows = Use.objects.of_open_rooms().filter(Q(**facts), city__in=keys, taken_back_at=None)
    return get_object_or_404(rows.select_related("city", "paper", "measure__city"), pk=pk)
