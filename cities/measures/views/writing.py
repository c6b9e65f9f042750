"""The pages of whoever writes a measure: draft, change, show, agree to the web, look again, delete."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cities.directory.models import City
from cities.measures.actions import showing, writing
from cities.measures.forms import MeasureForm, SealForm
from cities.measures.listing import course_in_words, indicators_of
from cities.measures.models import Measure, MeasureOrganisation
from cities.people.requests import MemberRequest
from cities.talking.views import ask_then_do
from icaforum.audit.answers import carry_out, or_gone
from icaforum.audit.record import Refused
from icaforum.audit.sending import sent_once
from icaforum.audit.wording import earlier_words, words_to_bring_back
from icaforum.forum.models import Room
from icaforum.forum.rooms import in_room
from icaforum.words.decorators import form_page


def _own(request: MemberRequest, slug: str, word: str, *, lead: bool = False) -> Measure:
    """Return a measure of one of the reader's cities, or of one they lead; raises Http404."""
    keys = request.viewer.lead_of if lead else request.viewer.city_ids
    rows = Measure.objects.select_related("city").filter(city__in=keys)
    return get_object_or_404(rows, city__slug=slug, slug=word)


@in_room(Room.MEASURES)
@form_page
@sent_once
def draft(request: MemberRequest, slug: str) -> HttpResponse:
    """Draft a measure for a city of the reader's."""
    cities = City.objects.of(request.viewer).exclude(kind=City.Kind.PARTNER)
    city = get_object_or_404(cities, slug=slug)
    form = MeasureForm(
        request.POST if request.method == "POST" else None, initial={"language": request.user.language}
    )
    if form.is_valid():
        try:
            found = writing.draft_measure(city, by=request.user, **form.facts())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your draft is kept. Your city reads it, and nobody else yet."))
            return redirect(found)
    return render(request, "cities/measures/form.html", {"form": form, "city": city})


@in_room(Room.MEASURES)
@form_page
@transaction.atomic
def change(request: MemberRequest, slug: str, word: str) -> HttpResponse:
    """Change a measure, also while colleagues do; where members read it, its lead is asked about the web."""
    found = _own(request, slug, word)
    if request.method == "POST":
        found = Measure.objects.locked(found.pk)
    # Other figures than those that the web reads are seen on a page of their own, and agreed to there.
    knows_figures = found.is_public or not found.figures_seal
    is_read = not found.is_draft and not found.hidden_at and knows_figures
    form = MeasureForm(
        request.POST if request.method == "POST" else None,
        measure=found,
        asks_for_web=is_read and found.city_id in request.viewer.lead_of,
        brings_back=words_to_bring_back(request.GET.get("words", "")),
    )
    if form.is_valid():
        try:
            row = writing.change_measure(found, by=request.user, **form.facts(changed=True))
            if form.agrees_to_web and not row.is_public:
                showing.agree_to_web(row, seal=row.seal_now, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _after_change(row))
            return redirect(row)
    context = {
        "form": form,
        "city": found.city,
        "measure": found,
        "earlier": earlier_words([found]),
        "asks_lead": found.is_public and "on_web" not in form.fields,
    }
    return render(request, "cities/measures/form.html", context)


def _after_change(changed: Measure) -> str:
    """Return what the page says next: who reads the new words."""
    now = Measure.objects.get(pk=changed.pk)
    if now.is_public:
        return _("Saved. Everyone on the web reads exactly this.")
    if now.asks_again:
        return _("Saved. Members read it. The web reads it again once a lead of your city agrees.")
    return _("Saved.")


@in_room(Room.MEASURES)
@form_page
def show(request: MemberRequest, slug: str, word: str) -> HttpResponse:
    """Show a draft to members and partners, after a page that says what that means."""
    found = _own(request, slug, word, lead=True)
    unasked = found.at_table.filter(state=MeasureOrganisation.State.NOT_ASKED).exclude(email="")
    asked = [_("Organisations at the table are asked by mail whether they may be named.")] if unasked else []
    return _ask(
        request,
        found,
        partial(showing.show_to_members, found, by=request.user),
        done=_("Members and partners read it now."),
        title=_("Show it to members?"),
        consequences=[
            _("All members and partners of the Forum can read it. The web cannot."),
            _("No member gets a mail of its own; it stands in their weekly mail."),
            *asked,
            _("You can change every word later, and take it back."),
        ],
        action=_("Show it to members"),
    )


@in_room(Room.MEASURES)
@form_page
def take_back(request: MemberRequest, slug: str, word: str) -> HttpResponse:
    """Make a draft of a measure again, after a page that says what that means."""
    found = _own(request, slug, word, lead=True)
    return _ask(
        request,
        found,
        partial(showing.take_back, found, by=request.user),
        done=_("It is a draft again. Your city alone reads it."),
        title=_("Take it back?"),
        consequences=[
            _("Neither members nor the web read it any more. Your city and the secretariat do."),
            _("You can show it again. The web asks you anew."),
        ],
        action=_("Take it back"),
        danger=True,
    )


@in_room(Room.MEASURES)
@form_page
def web(request: MemberRequest, slug: str, word: str) -> HttpResponse:
    """Let a lead read a measure as it stands, and agree that everyone on the web reads exactly this."""
    found = _own(request, slug, word, lead=True)
    if found.is_draft or found.hidden_at or found.is_public:
        return redirect(found)
    form = SealForm(request.POST if request.method == "POST" else None, initial={"seal": found.seal_now})
    if form.is_valid():
        verb = partial(showing.agree_to_web, found, seal=form.cleaned_data["seal"], by=request.user)
        return carry_out(request, verb, _("Everyone on the web reads exactly this now."), found)
    context = {
        "form": form,
        "measure": found,
        "city": found.city,
        "course": course_in_words(found),
        "indicators": indicators_of([found], request.viewer).get(found.pk, []),
    }
    return render(request, "cities/measures/web.html", context)


@in_room(Room.MEASURES)
@form_page
def off_web(request: MemberRequest, slug: str, word: str) -> HttpResponse:
    """Take a measure off the web, or say no to new words on it, after a page that says what that means."""
    found = _own(request, slug, word, lead=True)
    return _ask(
        request,
        found,
        partial(showing.take_off_web, found, by=request.user),
        done=_("Members and partners alone read it."),
        title=_("Keep it for members?"),
        consequences=[
            _("The web no longer reads it. Members and partners do."),
            _("You are not asked again. You can let the web read it whenever you like."),
        ],
        action=_("Keep it for members"),
    )


@in_room(Room.MEASURES)
@require_POST
def looked(request: MemberRequest, slug: str, word: str) -> HttpResponse:
    """Say that nothing has changed, so that readers know how fresh it is."""
    found = _own(request, slug, word)
    verb = partial(writing.look_again, found, by=request.user)
    return carry_out(request, verb, _("Thank you. Readers see that you looked today."), found)


def _own_measures(request: MemberRequest, slug: str, **_rest: Any) -> str:
    city = get_object_or_404(City.objects.of(request.viewer).exclude(kind=City.Kind.PARTNER), slug=slug)
    return reverse("cities:measures", args=[city.slug])


@in_room(Room.MEASURES)
@or_gone(gettext_lazy("It is deleted already."), to=_own_measures)
@form_page
def delete(request: MemberRequest, slug: str, word: str) -> HttpResponse:
    """Delete a draft, after a page that says what that means."""
    found = _own(request, slug, word)
    if request.method != "POST" and not found.is_draft:
        raise Http404
    return _ask(
        request,
        found,
        partial(writing.delete_draft, found, by=request.user),
        done=_("The draft is deleted."),
        to=reverse("cities:measures", args=[found.city.slug]),
        title=_("Delete this draft?"),
        consequences=[
            _("Its words are gone, with all earlier ones and who was at the table. This cannot be undone.")
        ],
        action=_("Delete the draft"),
        danger=True,
    )


def _ask(
    request: MemberRequest,
    found: Measure,
    verb: Callable[[], object],
    *,
    done: str,
    to: str = "",
    danger: bool = False,
    **question: Any,
) -> HttpResponse:
    """Ask before a verb about a measure, with what follows from it; on POST do it."""
    question |= {"text": found.title, "danger": danger}
    return ask_then_do(request, verb, question=question, done=done, back=found.get_absolute_url(), to=to)
