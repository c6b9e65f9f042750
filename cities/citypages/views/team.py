"""The team of a city, looked after by its leads: seats, invitations, requests."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cities.directory.models import City
from cities.invitations.actions import access_requests, inviting
from cities.invitations.forms import InviteForm
from cities.invitations.models import AccessRequest, Invitation
from cities.people.actions import accounts, teams
from cities.people.forms.profile import SuccessorForm
from cities.people.forms.staff import AddressForm
from cities.people.models import OfficerQuerySet
from cities.people.requests import MemberRequest
from icaforum.audit.answers import carry_out
from icaforum.audit.record import Refused
from icaforum.outbox.models import Message
from icaforum.outbox.own_words import with_own_words
from icaforum.outbox.pressing import PREVIEW, press
from icaforum.words.decorators import form_page, pressed_once
from icaforum.words.times import request_now


@form_page
def team(request: MemberRequest, slug: str) -> HttpResponse:
    """Show the team, its open invitations and who asks for a seat; on POST, invite somebody.

    Colleagues who do not lead it see who is in it and who is invited, and change nothing.
    """
    city = get_object_or_404(City.objects.of(request.viewer), slug=slug)
    if city.pk not in request.viewer.lead_of:
        return _read_only(request, city)
    posted = request.method == "POST"
    # The lead's language is the best guess for a colleague's, and can be changed.
    form = InviteForm(request.POST if posted else None, initial={"language": request.user.language})
    if posted and form.is_valid():
        try:
            offered = inviting.invite(city, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The invitation to %(email)s is on its way.") % {"email": offered.email}
            )
            return redirect("cities:team", city.slug)
    context = {
        "city": city,
        "seats": _open_seats(city),
        "dead": _dead_addresses(city),
        "invitations": city.invitations.open().select_related("invited_by"),
        "requests": city.access_requests.waiting(),
        "form": form,
        "now": request_now(),
        "leads": True,
    }
    return render(request, "cities/citypages/team.html", context)


def _read_only(request: MemberRequest, city: City) -> HttpResponse:
    """Show a team to somebody of it who does not lead it. Raises Http404 for what would change it."""
    if request.method not in {"GET", "HEAD"}:
        raise Http404
    context = {
        "city": city,
        "seats": _open_seats(city),
        "invitations": city.invitations.open(),
        "now": request_now(),
    }
    return render(request, "cities/citypages/team.html", context)


def _dead_addresses(city: City) -> set[int]:
    """The keys of the people of a team from whose address mails come back."""
    people = _open_seats(city).values("person")
    return set(Message.objects.that_came_back().filter(person__in=people).values_list("person_id", flat=True))


@form_page
def correct_address(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Ask for the right address of a colleague whose mails come back; on POST, correct it."""
    city = _led_city_or_404(request, slug)
    seat = get_object_or_404(_open_seats(city).exclude(person=request.user), pk=pk)
    form = AddressForm(request.POST if request.method == "POST" else None)
    context = {"city": city, "seat": seat, "form": form}
    if not form.is_valid():
        return render(request, "cities/citypages/correct_address.html", context)
    try:
        accounts.correct_colleague(seat, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "cities/citypages/correct_address.html", context)
    words = _("Mails to %(person)s go to the new address from now on.")
    messages.success(request, words % {"person": seat.person})
    return redirect("cities:team", city.slug)


@require_POST
def resend(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Mail an invitation of this team once more."""
    invitation = _invitation_or_404(request, slug, pk)
    return carry_out(
        request,
        lambda: inviting.resend_invitation(invitation, by=request.user),
        _("The invitation is on its way again."),
        "cities:team",
        slug,
    )


@require_POST
def revoke(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Take an invitation of this team back."""
    invitation = _invitation_or_404(request, slug, pk)
    return carry_out(
        request,
        lambda: inviting.revoke_invitation(invitation, by=request.user),
        _("The invitation is taken back. Its link no longer works."),
        "cities:team",
        slug,
    )


@form_page
@pressed_once
def hand_over(request: MemberRequest, slug: str) -> HttpResponse:
    """Ask which colleague becomes the lead contact instead of oneself; on POST, hand the lead over."""
    city = _led_city_or_404(request, slug)
    own = get_object_or_404(_open_seats(city).leads(), person=request.user)
    form = with_own_words(SuccessorForm)(
        request.POST if request.method == "POST" else None, colleagues=_open_seats(city).exclude(pk=own.pk)
    )
    context: dict[str, Any] = {"city": city, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "cities/citypages/hand_over.html", context)
    successor = form.cleaned_data["successor"]
    pressed = press(
        request, form, lambda: teams.hand_over(own, to=successor, by=request.user), kinds=["handed_over"]
    )
    if not pressed.done:
        return render(request, "cities/citypages/hand_over.html", context | {"mails": pressed.mails})
    messages.success(request, _("%(person)s is the lead contact now.") % {"person": successor.person})
    # Not back to the team: without the lead that page would now answer 404.
    return redirect("cities:detail", city.slug)


@form_page
def access_answer(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Show who asks for a seat in the team; on POST, accept or decline."""
    city = _led_city_or_404(request, slug)
    asked = get_object_or_404(AccessRequest.objects.filter(city=city), pk=pk)
    form = with_own_words(forms.Form)(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"city": city, "asked": asked, "form": form}
    # An unknown answer shows the question again, and decides nothing.
    answer = request.POST.get("answer") or request.POST.get(PREVIEW)
    if answer not in {"accept", "decline"} or not form.is_valid():
        return render(request, "cities/citypages/access_answer.html", context)
    granted = answer == "accept"
    pressed = press(
        request,
        form,
        lambda: access_requests.answer_access(asked, granted=granted, by=request.user),
        kinds=["invitation", "access_declined"],
    )
    if not pressed.done:
        return render(request, "cities/citypages/access_answer.html", context | {"mails": pressed.mails})
    words = _("%(name)s gets an invitation by mail.") if granted else _("%(name)s is told by mail.")
    messages.success(request, words % {"name": asked.name})
    return redirect("cities:team", slug)


def _led_city_or_404(request: MemberRequest, slug: str) -> City:
    """The city, where this person is its lead contact; to everybody else the page does not exist."""
    return get_object_or_404(City.objects.led_by(request.viewer), slug=slug)


def _invitation_or_404(request: MemberRequest, slug: str, pk: int) -> Invitation:
    """An invitation of this city's own: the key in the address may be that of any other."""
    return get_object_or_404(Invitation.objects.filter(city=_led_city_or_404(request, slug)), pk=pk)


def _open_seats(city: City) -> OfficerQuerySet:
    """The seats of the team with their people: «lead» sorts before «officer», then the longest there."""
    return city.seats.open().select_related("person").order_by("role", "since", "pk")
