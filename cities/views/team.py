"""/cities/<slug>/team/: a lead looks after its team."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cities import actions
from cities.forms.invitation import InviteForm
from cities.forms.team import SuccessorForm
from cities.leaving import ties_of
from cities.models import AccessRequest, City, Invitation
from cities.rules.leaving import plan_for_colleague
from icaforum.audit.record import Refused

PAGES = ["GET", "HEAD", "POST"]


@require_http_methods(PAGES)
def team(request: HttpRequest, slug: str) -> HttpResponse:
    """The people, the open invitations, who asks for a place; and the form that invites."""
    city = _led(request, slug)
    posted = request.method == "POST"
    form = InviteForm(request.POST if posted else None, initial={"language": request.user.language})
    if posted and form.is_valid():
        try:
            offered = actions.invite(city, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The invitation to %(email)s is on its way.") % {"email": offered.email}
            )
            return redirect("cities:team", city.slug)
    context = {
        "city": city,
        "seats": _team(city),
        "invitations": city.invitations.open().select_related("invited_by"),
        "requests": city.access_requests.waiting(),
        "form": form,
        "now": timezone.now(),
    }
    return render(request, "cities/team.html", context)


@require_POST
def resend(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.filter(city=_led(request, slug)), pk=pk)
    return _done(
        request, slug, lambda: actions.resend_invitation(invitation, by=request.user), _("Sent again.")
    )


@require_POST
def revoke(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.filter(city=_led(request, slug)), pk=pk)
    words = _("The invitation is taken back. Its link no longer works.")
    return _done(request, slug, lambda: actions.revoke_invitation(invitation, by=request.user), words)


@require_http_methods(PAGES)
def hand_over(request: HttpRequest, slug: str) -> HttpResponse:
    """Name a colleague as the lead contact instead of oneself."""
    city = _led(request, slug)
    own = get_object_or_404(_team(city).leads(), person=request.user)
    form = SuccessorForm(
        request.POST if request.method == "POST" else None, colleagues=_team(city).exclude(pk=own.pk)
    )
    context = {"city": city, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "cities/hand_over.html", context)
    try:
        successor = actions.hand_over(own, to=form.cleaned_data["successor"], by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "cities/hand_over.html", context)
    messages.success(request, _("%(person)s is the lead contact now.") % {"person": successor.person})
    return redirect("cities:detail", city.slug)


@require_http_methods(PAGES)
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a colleague out of the team, after the page that says what follows."""
    city = _led(request, slug)
    seat = get_object_or_404(_team(city).exclude(person=request.user), pk=pk)
    plan = plan_for_colleague(seat.person.get_full_name(), city.name, ties_of(seat))
    context = {"city": city, "seat": seat, "plan": plan}
    if request.method != "POST":
        return render(request, "cities/remove.html", context)
    try:
        actions.remove_officer(seat, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(person)s is no longer in the team.") % {"person": seat.person})
    return redirect("cities:team", city.slug)


@require_http_methods(PAGES)
def access_answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Somebody asks for a place: accept or decline."""
    city = _led(request, slug)
    asked = get_object_or_404(AccessRequest.objects.filter(city=city), pk=pk)
    if request.method != "POST" or request.POST.get("answer") not in {"accept", "decline"}:
        return render(request, "cities/access_answer.html", {"city": city, "asked": asked})
    granted = request.POST["answer"] == "accept"
    words = _("%(name)s gets an invitation by mail.") if granted else _("%(name)s is told by mail.")
    return _done(
        request,
        slug,
        lambda: actions.answer_access(asked, granted=granted, by=request.user),
        words % {"name": asked.name},
    )


def _led(request: HttpRequest, slug: str) -> City:
    return get_object_or_404(City.objects.led_by(request.viewer), slug=slug)


def _team(city: City) -> Any:
    return city.seats.open().select_related("person").order_by("role", "since", "pk")


def _done(request: HttpRequest, slug: str, act: Callable[[], object], words: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect("cities:team", slug)
