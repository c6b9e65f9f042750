"""The page of the yearly question, for lead contacts: still there, who are you, or no longer."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cities.directory.models import City
from cities.invitations.actions import inviting
from cities.invitations.forms import InviteForm
from cities.leaving.losses import losses_of_team, what_becomes_of
from cities.leaving.rules import plan_for_city
from cities.people.models import OfficerQuerySet, User
from cities.people.requests import MemberRequest
from cities.yearly.actions.answering import confirm, leave_the_forum
from cities.yearly.forms import LeaveForm, StillThereForm
from cities.yearly.models import Confirmation
from cities.yearly.rules import answer_by
from icaforum.audit.as_read import has_changed, mark_of
from icaforum.audit.record import Refused
from icaforum.words.decorators import form_page, pressed_once


@form_page
def still_there(request: MemberRequest, slug: str) -> HttpResponse:
    """Ask whether the city takes part and who its contacts are; on POST, confirm it or invite a colleague."""
    city = _led_city_or_404(request, slug)
    is_invite, posted = "invite" in request.POST, request.POST if request.method == "POST" else None
    form = StillThereForm(None if is_invite else posted, team=_team(city))
    invite = InviteForm(posted if is_invite else None, initial={"language": request.user.language})
    sent: forms.Form = invite if is_invite else form
    if sent.is_bound and sent.is_valid():
        try:
            return _invite(request, city, invite) if is_invite else _confirm(request, city, form)
        except Refused as refusal:
            sent.add_error(None, str(refusal))
    context = {**_question(city), "form": sent, "team_form": form, "invite": invite}
    return render(request, "cities/yearly/still_there.html", context)


@form_page
@pressed_once
def no_longer(request: MemberRequest, slug: str) -> HttpResponse:
    """Show what follows when the city no longer takes part; on POST, end its membership."""
    city = _led_city_or_404(request, slug)
    if not Confirmation.objects.waiting().filter(city=city).exists():
        return redirect("cities:confirm", city.slug)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    plan = plan_for_city(str(city), losses_of_team(city), becomes=what_becomes_of(city))
    refusal = has_changed(request, "\n".join(plan))
    if form.is_valid() and not refusal:
        try:
            leave_the_forum(city, by=request.user, **form.cleaned_data)
        except Refused as refused:
            refusal = str(refused)
        else:
            words = _("%(city)s no longer takes part. Thank you for the time with us.")
            messages.success(request, words % {"city": city})
            return redirect("desk")  # the page of the city may be for members alone
    context = {"city": city, "form": form, "plan": plan, "read": mark_of("\n".join(plan)), "refusal": refusal}
    return render(request, "cities/yearly/no_longer.html", context)


# What they share ------------------------------------------------------------------------------------------


def _confirm(request: MemberRequest, city: City, form: StillThereForm) -> HttpResponse:
    confirm(city, by=request.user, **form.cleaned_data)
    messages.success(request, _("Thank you. We ask again in a year."))
    return redirect("desk")


def _invite(request: MemberRequest, city: City, form: InviteForm) -> HttpResponse:
    offered = inviting.invite(city, by=request.user, **form.cleaned_data)
    messages.success(request, _("The invitation to %(email)s is on its way.") % {"email": offered.email})
    return redirect("cities:confirm", city.slug)


def _question(city: City) -> dict[str, Any]:
    """What the page says of the question and of the team."""
    rows = Confirmation.objects.filter(city=city)
    asked = rows.waiting().first()
    return {
        "city": city,
        "asked": asked,
        "answer_by": answer_by(asked.asked_at) if asked else None,
        "last": rows.filter(takes_part=True).first(),
        "dead": set(User.objects.unreached().filter(seats__in=_team(city)).values_list("pk", flat=True)),
        "invitations": city.invitations.open(),
    }


def _team(city: City) -> OfficerQuerySet:
    """The seats of the team with their people, the lead contacts first."""
    return city.seats.open().select_related("person").order_by("role", "since", "pk")


def _led_city_or_404(request: MemberRequest, slug: str) -> City:
    """The city, where this person is its lead contact; to everybody else the page does not exist."""
    return get_object_or_404(City.objects.led_by(request.viewer), slug=slug)
