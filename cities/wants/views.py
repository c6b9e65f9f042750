"""The pages on which a lead contact says what the city looks for and what it can give."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import City
from cities.people.requests import MemberRequest
from cities.talking.models import Use
from cities.talking.views import take_report
from cities.wants import actions
from cities.wants.forms import SayForm, SentenceForm
from cities.wants.models import WantOffer
from icaforum.audit.answers import carry_out, or_gone
from icaforum.audit.as_read import read_mark
from icaforum.audit.locks import lock_row
from icaforum.audit.record import Refused
from icaforum.audit.sending import sent_once
from icaforum.audit.wording import earlier_words, words_to_bring_back
from icaforum.words.decorators import form_page


def _led(request: MemberRequest, slug: str) -> City:
    """Return the city, where this person is its lead contact; to everybody else the page does not exist."""
    return get_object_or_404(City.objects.led_by(request.viewer), slug=slug)


@form_page
@sent_once
def wants(request: MemberRequest, slug: str) -> HttpResponse:
    """Show what the city looks for and can give; on POST add one."""
    city = _led(request, slug)
    form = SayForm(
        request.POST if request.method == "POST" else None,
        # A page that found nobody who helps leads here with the theme.
        initial={"language": request.user.language, "kind": "want", "theme": request.GET.get("theme", "")},
    )
    if form.is_valid():
        try:
            row = actions.say_want(city, by=request.user, **form.facts(form.cleaned_data))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved: %(what)s. Members see it now.") % {"what": row.theme})
            return redirect("cities:wants", city.slug)
    rows = city.wants_offers.for_page()
    return render(request, "cities/wants/wants.html", {"city": city, "rows": rows, "form": form})


@form_page
@transaction.atomic
def change(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Change the sentence of one, also while a colleague does."""
    city = _led(request, slug)
    row = get_object_or_404(city.wants_offers.select_related("theme"), pk=pk)
    if request.method == "POST":
        lock_row(row)
        row.refresh_from_db(fields=["text", "language", "use"])
    form = SentenceForm(
        request.POST if request.method == "POST" else None,
        initial={"text": row.text, "language": row.language, "quotable": row.use == Use.NAMED},
        row=row,
        history=city,
        brings_back=words_to_bring_back(request.GET.get("words", "")),
    )
    if form.is_valid():
        actions.change_want(row, by=request.user, **form.facts(form.changed_values()))
        messages.success(request, _("Saved. This is what members see now."))
        return redirect("cities:wants", city.slug)
    context = {"city": city, "row": row, "form": form, "earlier": earlier_words([row])}
    return render(request, "cities/wants/change.html", context)


def _page_of(request: MemberRequest, slug: str, **_rest: Any) -> str:
    return reverse("cities:wants", args=[_led(request, slug).slug])


@or_gone(gettext_lazy("It is taken away already."), to=_page_of)
@form_page
def take_away(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Take one away, after a page that says what that means."""
    city = _led(request, slug)
    row = get_object_or_404(city.wants_offers.select_related("theme"), pk=pk)
    if request.method == "POST":
        verb = partial(actions.take_want_away, row, by=request.user, read=read_mark(request))
        return carry_out(request, verb, _("It is taken away."), "cities:wants", city.slug)
    context = {
        "title": _("Take it away?"),
        "text": row.text,
        "consequences": [_("Nobody finds your city by it any more."), _("You can write it again.")],
        "action": _("Take it away"),
        "read": row.mark,
        "danger": True,
        "back_url": f"{city.get_absolute_url()}wants/",
    }
    return render(request, "components/confirm.html", context)


@form_page
def report(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Tell the secretariat, which needs no such page, of a sentence of another city."""
    if not request.viewer.is_member:
        raise Http404
    rows = WantOffer.objects.visible_to(request.viewer).select_related("city", "theme")
    row = get_object_or_404(rows.exclude(city__in=request.viewer.city_ids), pk=pk, city__slug=slug)
    return take_report(request, row, what=f"{row.theme}: {row.text}", back=row.city.get_absolute_url())
