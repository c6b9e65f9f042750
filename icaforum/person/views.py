"""The pages that end a seat: leaving a team, and removing a colleague. Each first says what follows."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.models import City, Officer
from cities.people.requests import MemberRequest
from icaforum.audit.as_read import has_changed, mark_of
from icaforum.outbox.own_words import with_own_words
from icaforum.outbox.pressing import Pressed, press
from icaforum.person.actions import leave_team
from icaforum.person.forms import HandoverForm, handover_of
from icaforum.person.plan import plan_of
from icaforum.person.sentences import in_words
from icaforum.words.addresses import is_own_path
from icaforum.words.decorators import form_page


@form_page
def leave(request: MemberRequest, slug: str) -> HttpResponse:
    """Show what follows when one leaves a city's team, and ask who takes over what; on POST, leave it.

    `back` names the page of ours to which it leads whoever stays, where that is not the profile.
    """
    seat = get_object_or_404(request.user.seats.open().select_related("city", "person"), city__slug=slug)
    context, done = _handover(request, seat)
    if not done:
        back = _back(request) or reverse("cities:profile")
        return render(request, "icaforum/person/leave.html", context | {"back_url": back})
    messages.success(request, _("You have left the team of %(city)s. Thank you.") % {"city": seat.city})
    return redirect("cities:profile")


@form_page
def remove(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Show what follows when a colleague is taken out of the team; on POST, take them out.

    Only a lead contact of that city gets here; to others the page does not exist. `back` names the page of
    ours to which it leads, where that is not the team.
    """
    city = get_object_or_404(City.objects.led_by(request.viewer), slug=slug)
    # Oneself is no colleague: leaving is another page, which asks the last lead who takes over.
    colleagues = city.seats.open().select_related("person", "city").exclude(person=request.user)
    seat = get_object_or_404(colleagues, pk=pk)
    context, done = _handover(request, seat)
    back = _back(request) or reverse("cities:team", args=[city.slug])
    if not done:
        return render(request, "icaforum/person/remove.html", context | {"back_url": back})
    messages.success(request, _("%(person)s is no longer in the team.") % {"person": seat.person})
    return redirect(back)


def _back(request: MemberRequest) -> str:
    """Return the page of ours that the address names to lead back to; nothing where it names none."""
    back = request.GET.get("back", "")
    return back if is_own_path(back) else ""


def _handover(request: MemberRequest, seat: Officer) -> tuple[dict[str, Any], bool]:
    """Return what the page shows, and whether a POST has just ended the seat."""
    own = request.user.pk == seat.person_id
    # To oneself nobody writes a note.
    form_class = HandoverForm if own else with_own_words(HandoverForm)
    form = form_class(request.POST if request.method == "POST" else None)
    form.fill(seat, viewer=None if own else request.viewer)
    refusal, pressed = has_changed(request, _plan_in_words(seat, form, own=own)), Pressed()
    if form.is_valid() and not refusal:
        facts = handover_of(form.cleaned_data)
        pressed = press(
            request, form, lambda: leave_team(seat, by=request.user, **facts), kinds=["seat_removed"]
        )
        if pressed.done:
            return {}, True
    plan = _plan_in_words(seat, form, own=own)
    context = {"seat": seat, "city": seat.city, "form": form, "plan": plan.splitlines(), "refusal": refusal}
    return context | {"read": mark_of(plan), "mails": pressed.mails}, False


def _plan_in_words(seat: Officer, form: HandoverForm, *, own: bool) -> str:
    """Return what follows, a line for each sentence."""
    chosen = form.has_colleagues
    return "\n".join(in_words(seat, plan_of(seat, offers_stay=chosen), oneself=own, chosen=chosen))
