"""The pages of whoever counts something of a measure: what is measured, the target, deleting it."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.measures.actions import indicators
from cities.measures.forms import IndicatorForm, TargetForm
from cities.measures.models import Indicator, Measure
from cities.people.requests import MemberRequest
from cities.talking.views import ask_then_do
from icaforum.audit.answers import or_gone
from icaforum.audit.record import Refused
from icaforum.audit.sending import sent_once
from icaforum.forum.models import Room
from icaforum.forum.rooms import in_room
from icaforum.words.decorators import form_page


def steps() -> list[str]:
    """Return the three pages of an indicator, in their order."""
    return [_("What you measure"), _("Figures"), _("Target")]


def own_or_404(request: MemberRequest, slug: str, word: str, pk: int) -> Indicator:
    """Return an indicator of one of the reader's cities; raises Http404."""
    rows = Indicator.objects.select_related("measure__city")
    rows = rows.filter(measure__city__in=request.viewer.city_ids, measure__city__slug=slug)
    return get_object_or_404(rows, measure__slug=word, pk=pk)


def lock_or_404(found: Indicator) -> Indicator:
    """Return an indicator as it stands, with its measure locked; raises Http404 where it is gone by now."""
    measure = Measure.objects.locked(found.measure_id)
    row = Indicator.objects.filter(pk=found.pk).first()
    if row is None:
        raise Http404
    row.measure = measure
    return row


def said_after(measure: Measure, done: str) -> str:
    """Return what a page says after a change: that it is done, and who reads it."""
    now = Measure.objects.get(pk=measure.pk)
    if now.asks_again:
        again = _("Members read it. The web reads it again once a lead of your city agrees.")
        return _("%(done)s %(again)s") % {"done": done, "again": again}
    return done


@in_room(Room.MEASURES)
@form_page
@sent_once
def new(request: MemberRequest, slug: str, word: str) -> HttpResponse:
    """Say what is measured, of whom and against whom; its figures come on the next page."""
    rows = Measure.objects.select_related("city").filter(city__in=request.viewer.city_ids)
    measure = get_object_or_404(rows, city__slug=slug, slug=word)
    form = IndicatorForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            row = indicators.add_indicator(measure, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Kept. Now type a figure or two."))
            return redirect(row.address("figures"))
    context = {"form": form, "measure": measure, "city": measure.city, "steps": steps()}
    return render(request, "cities/measures/indicator_form.html", context)


@in_room(Room.MEASURES)
@form_page
@transaction.atomic
def change(request: MemberRequest, slug: str, word: str, pk: int) -> HttpResponse:
    """Change what is measured, also while colleagues do."""
    found = own_or_404(request, slug, word, pk)
    if request.method == "POST":
        found = lock_or_404(found)
    form = IndicatorForm(request.POST if request.method == "POST" else None, indicator=found)
    if form.is_valid():
        try:
            indicators.change_indicator(found, by=request.user, **form.changed_values())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said_after(found.measure, _("Saved.")))
            return redirect(found.get_absolute_url())
    context = {"form": form, "indicator": found, "measure": found.measure, "city": found.measure.city}
    return render(request, "cities/measures/indicator_form.html", context | {"steps": steps()})


@in_room(Room.MEASURES)
@form_page
@transaction.atomic
def target(request: MemberRequest, slug: str, word: str, pk: int) -> HttpResponse:
    """Say what the city aims at, how it is counted, and how figures are shown."""
    found = own_or_404(request, slug, word, pk)
    if request.method == "POST":
        found = lock_or_404(found)
    form = TargetForm(request.POST if request.method == "POST" else None, indicator=found)
    if form.is_valid():
        try:
            indicators.change_indicator(found, by=request.user, **form.changed_values())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said_after(found.measure, _("Saved.")))
            return redirect(found.get_absolute_url())
    context = {"form": form, "indicator": found, "measure": found.measure, "city": found.measure.city}
    return render(request, "cities/measures/indicator_target.html", context | {"steps": steps()})


def _own_measure(request: MemberRequest, slug: str, word: str, **_rest: Any) -> Measure:
    rows = Measure.objects.select_related("city").filter(city__in=request.viewer.city_ids)
    return get_object_or_404(rows, city__slug=slug, slug=word)


@in_room(Room.MEASURES)
@or_gone(gettext_lazy("The indicator is deleted already."), to=_own_measure)
@form_page
def delete(request: MemberRequest, slug: str, word: str, pk: int) -> HttpResponse:
    """Delete an indicator, after a page that says what that means."""
    found = own_or_404(request, slug, word, pk)
    consequences = [_("Its chart and all its figures are gone. This cannot be undone.")]
    if found.measure.is_public and found.observations.exists():
        consequences += [
            _("Everyone on the web reads this measure. They read it again once a lead of your city agrees.")
        ]
    return ask_then_do(
        request,
        partial(indicators.delete_indicator, found, by=request.user),
        question={
            "title": _("Delete this indicator?"),
            "text": found.name,
            "consequences": consequences,
            "action": _("Delete the indicator"),
        },
        done=_("The indicator is deleted."),
        back=found.get_absolute_url(),
        to=found.measure.get_absolute_url(),
    )
