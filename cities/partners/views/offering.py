"""The pages on which a partner's lead says what it can help with, and on which terms."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cities.directory.models import City
from cities.partners.actions import offering
from cities.partners.forms import ExpertiseForm, TermsForm
from cities.partners.models import PartnerTerms
from cities.people.requests import MemberRequest
from icaforum.audit.locks import lock_row
from icaforum.audit.record import Refused
from icaforum.audit.sending import sent_once
from icaforum.audit.wording import earlier_words, words_to_bring_back
from icaforum.forum.models import Room
from icaforum.forum.rooms import in_room
from icaforum.words.decorators import form_page


def _led_or_404(request: MemberRequest, slug: str) -> City:
    """Return a partner that the reader leads; to everybody else there is no such page."""
    return get_object_or_404(City.objects.led_by(request.viewer).filter(kind=City.Kind.PARTNER), slug=slug)


@in_room(Room.HELP)
@form_page
@sent_once
def add_expertise(request: MemberRequest, slug: str) -> HttpResponse:
    """Say what the partner can help with on one more theme."""
    partner = _led_or_404(request, slug)
    data = request.POST if request.method == "POST" else None
    initial = {"language": request.user.language, "is_offered": True}
    form = ExpertiseForm(data, partner=partner, initial=initial)
    if form.is_valid():
        try:
            offering.add_expertise(city=partner, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. Cities find you by it from now on."))
            return redirect("cities:partner", partner.slug)
    context = {"partner": partner, "form": form, "title": _("What can you help with?")}
    return render(request, "cities/partners/form.html", context)


@in_room(Room.HELP)
@form_page
@transaction.atomic
def change_expertise(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Change what the partner says on one theme."""
    partner = _led_or_404(request, slug)
    row = get_object_or_404(partner.expertise.select_related("theme"), pk=pk)
    if request.method == "POST":
        # The partner first, as the verbs do.
        lock_row(partner)
        row = lock_row(row)
    form = ExpertiseForm(
        request.POST if request.method == "POST" else None,
        partner=partner,
        row=row,
        initial={name: getattr(row, name) for name in ExpertiseForm.base_fields} | {"theme": row.theme_id},
        brings_back=words_to_bring_back(request.GET.get("words", "")),
    )
    if form.is_valid():
        try:
            offering.change_expertise(row, by=request.user, **form.changed_values())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. This is what cities see now."))
            return redirect("cities:partner", partner.slug)
    context = {
        "partner": partner,
        "form": form,
        "title": row.theme.name,
        "earlier": earlier_words([row]),
        "change_url": request.path,
    }
    return render(request, "cities/partners/form.html", context)


@in_room(Room.HELP)
@form_page
@transaction.atomic
def change_terms(request: MemberRequest, slug: str) -> HttpResponse:
    """Say on which terms the partner helps: when it answers, what a day costs, whether it pauses."""
    partner = _led_or_404(request, slug)
    if request.method == "POST":
        lock_row(partner)
    terms = PartnerTerms.objects.of(partner)
    form = TermsForm(
        request.POST if request.method == "POST" else None,
        row=terms,
        initial={name: getattr(terms, name) for name in TermsForm.base_fields},
        brings_back=words_to_bring_back(request.GET.get("words", "")),
    )
    if form.is_valid():
        facts = form.changed_values() if terms.pk else form.cleaned_data
        offering.set_terms(city=partner, by=request.user, **facts)
        messages.success(request, _("Saved. This is what cities see now."))
        return redirect("cities:partner", partner.slug)
    context = {
        "partner": partner,
        "form": form,
        "title": _("On which terms do you help?"),
        "earlier": earlier_words([terms]) if terms.pk else None,
        "change_url": request.path,
    }
    return render(request, "cities/partners/form.html", context)
