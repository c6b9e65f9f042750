"""The page on which a lead puts papers of the library to a measure of their city."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cities.models import Measure
from cities.people.requests import MemberRequest
from icaforum.audit.answers import carry_out, or_gone
from icaforum.audit.record import Refused
from icaforum.forum.models import Room
from icaforum.forum.rooms import in_room
from icaforum.words.decorators import form_page
from resources.library.models import Resource
from resources.uses.actions import papers
from resources.uses.forms import PaperForm

# Papers of the city that are offered beside the field.
OFFERED = 10


def _led(request: MemberRequest, slug: str, word: str) -> Measure:
    rows = Measure.objects.filter(city__in=request.viewer.lead_of).select_related("city")
    return get_object_or_404(rows, city__slug=slug, slug=word)


@in_room(Room.MEASURES)
@form_page
def measure_papers(request: MemberRequest, slug: str, word: str) -> HttpResponse:
    """Show the papers of a measure to its lead, and take one more."""
    found = _led(request, slug, word)
    seen = Resource.objects.visible_to(request.viewer).published().defer("search")
    there = Resource.objects.filter(measure_links__measure=found).defer("search")
    form = PaperForm(request.POST if request.method == "POST" else None, papers=seen)
    if form.is_valid():
        try:
            papers.put_paper(found, paper=form.cleaned_data["paper"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The paper stands at the measure."))
            return redirect("resources:measure_papers", slug, word)
    own = seen.filter(cities=found.city_id).exclude(pk__in=there.values("pk"))
    visible = set(seen.filter(measure_links__measure=found).values_list("pk", flat=True))
    context = {
        "form": form,
        "measure": found,
        "papers": list(there.prefetch_related("editions").order_by("measure_links__pk")),
        "visible": visible,
        "offered": form.alike or list(own.newest().prefetch_related("editions")[:OFFERED]),
        "are_alike": bool(form.alike),
    }
    return render(request, "resources/uses/papers.html", context)


def _papers_of(request: MemberRequest, slug: str, word: str, **_rest: Any) -> str:
    found = _led(request, slug, word)
    return reverse("resources:measure_papers", args=[found.city.slug, found.slug])


@in_room(Room.MEASURES)
@or_gone(gettext_lazy("The paper is taken off already."), to=_papers_of)
@require_POST
def measure_paper_off(request: MemberRequest, slug: str, word: str, pk: int) -> HttpResponse:
    """Take a paper off a measure; it stays in the library."""
    found = _led(request, slug, word)
    paper = get_object_or_404(Resource.objects.filter(measure_links__measure=found).defer("search"), pk=pk)
    verb = partial(papers.take_paper_off, found, paper=paper, by=request.user)
    return carry_out(request, verb, _("The paper is taken off."), "resources:measure_papers", slug, word)
