"""/cities/<slug>/: the page of a city, its edit form and its team."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cities.citypages.forms import CityPageForm
from cities.directory import actions
from cities.directory.listing import mapped
from cities.directory.models import City
from cities.directory.worldmap import WorldMap, draw_around
from cities.invitations.actions import access_requests, inviting
from cities.invitations.forms import InviteForm
from cities.invitations.models import AccessRequest, Invitation
from cities.people.actions import teams
from cities.people.forms.profile import SuccessorForm
from cities.people.models import Officer
from cities.people.requests import MemberRequest
from cities.sharing.decorators import sign_in_or_404
from cities.viewer import ReaderRequest, Viewer
from icaforum.audit.record import Refused
from icaforum.words.decorators import form_page
from icaforum.words.languages import language_names
from icaforum.words.times import ahead_of, difference_in_words


@sign_in_or_404
@require_safe
def detail(request: ReaderRequest, slug: str) -> HttpResponse:
    """What a city is, says and shares; its contacts for members alone."""
    city = get_object_or_404(City.objects.visible_to(request.viewer).with_membership(), slug=slug)
    viewer = request.viewer
    among_members = viewer.is_member or viewer.manages(City)
    learns_with = _learns_with(viewer, city)
    context = {
        "city": city,
        "membership": city.membership,
        "region_url": f"{reverse('cities:list')}?region={city.region}" if city.region else "",
        "map": _head_map(city, learns_with),
        "learns_with": learns_with,
        "themes": city.themes.all(),
        "languages": language_names(city.languages),
        "clock": _clock(request, city),
        "contacts": _contacts(city) if among_members else None,
        "may_edit": city.pk in viewer.lead_of,
        "may_write": viewer.is_member and city.pk not in viewer.city_ids,
        "projects": city.pilot_projects.visible_to(viewer).for_list()[:5],
        "shared": _shared(request, city),
    }
    return render(request, "cities/citypages/detail.html", context)


def _contacts(city: City) -> list[Officer]:
    return list(city.seats.standing().filter(person__is_active=True).select_related("person"))


def _clock(request: ReaderRequest, city: City) -> dict[str, str]:
    """The time in the city now, and for somebody whose zone we know how far that is from theirs."""
    now = timezone.now()
    there = f"{now.astimezone(ZoneInfo(city.time_zone)):%H:%M}"
    if not request.user.is_authenticated:
        return {"sentence": _("It is %(time)s there now.") % {"time": there}, "apart": ""}
    apart = difference_in_words(ahead_of(city.time_zone, timezone.get_current_timezone(), at=now))
    sentence = _("It is %(time)s there now, %(apart)s.") % {"time": there, "apart": apart}
    return {"sentence": sentence, "apart": apart}


def _learns_with(viewer: Viewer, city: City) -> list[City]:
    """The cities it is paired with, for who may see the pairing."""
    peers = city.pairings_as_pilot.visible_to(viewer).running().values("peer_city")
    pilots = city.pairings_as_peer.visible_to(viewer).running().values("pilot_city")
    return list(City.objects.members().filter(Q(pk__in=peers) | Q(pk__in=pilots)).with_membership())


def _head_map(city: City, learns_with: list[City]) -> WorldMap | None:
    """The crop around the city, with paths to those it learns with."""
    home = next(iter(mapped([city])), None)
    if home is None:
        return None
    return draw_around(home, mapped(City.objects.members().with_membership()), mapped(learns_with))


def _shared(request: ReaderRequest, city: City) -> Any:
    language = request.LANGUAGE_CODE
    return city.resources.visible_to(request.viewer).newest().as_cards(language)[:5]


@form_page
def edit(request: MemberRequest, slug: str) -> HttpResponse:
    """A lead writes what the city says of itself."""
    city = get_object_or_404(City.objects.led_by(request.viewer), slug=slug)
    facts = {name: getattr(city, name) for name in ("about", "languages", "website")}
    initial = facts | {"themes": city.themes.all()}
    form = CityPageForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        actions.edit_city(city, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. This is what others see now."))
        return redirect(city)
    return render(request, "cities/citypages/edit.html", {"city": city, "form": form})


@form_page
def team(request: MemberRequest, slug: str) -> HttpResponse:
    """The people, the open invitations, who asks for a place; and the form that invites."""
    city = _led(request, slug)
    posted = request.method == "POST"
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
        "seats": _team(city),
        "invitations": city.invitations.open().select_related("invited_by"),
        "requests": city.access_requests.waiting(),
        "form": form,
        "now": timezone.now(),
    }
    return render(request, "cities/citypages/team.html", context)


@require_POST
def resend(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.filter(city=_led(request, slug)), pk=pk)
    return _done(
        request,
        slug,
        lambda: inviting.resend_invitation(invitation, by=request.user),
        _("Sent again."),
    )


@require_POST
def revoke(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.filter(city=_led(request, slug)), pk=pk)
    words = _("The invitation is taken back. Its link no longer works.")
    return _done(request, slug, lambda: inviting.revoke_invitation(invitation, by=request.user), words)


@form_page
def hand_over(request: MemberRequest, slug: str) -> HttpResponse:
    """Name a colleague as the lead contact instead of oneself."""
    city = _led(request, slug)
    own = get_object_or_404(_team(city).leads(), person=request.user)
    form = SuccessorForm(
        request.POST if request.method == "POST" else None, colleagues=_team(city).exclude(pk=own.pk)
    )
    context = {"city": city, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "cities/citypages/hand_over.html", context)
    try:
        successor = teams.hand_over(own, to=form.cleaned_data["successor"], by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "cities/citypages/hand_over.html", context)
    messages.success(request, _("%(person)s is the lead contact now.") % {"person": successor.person})
    return redirect("cities:detail", city.slug)


@form_page
def access_answer(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Somebody asks for a place: accept or decline."""
    city = _led(request, slug)
    asked = get_object_or_404(AccessRequest.objects.filter(city=city), pk=pk)
    if request.method != "POST" or request.POST.get("answer") not in {"accept", "decline"}:
        return render(request, "cities/citypages/access_answer.html", {"city": city, "asked": asked})
    granted = request.POST["answer"] == "accept"
    words = _("%(name)s gets an invitation by mail.") if granted else _("%(name)s is told by mail.")
    return _done(
        request,
        slug,
        lambda: access_requests.answer_access(asked, granted=granted, by=request.user),
        words % {"name": asked.name},
    )


def _led(request: MemberRequest, slug: str) -> City:
    return get_object_or_404(City.objects.led_by(request.viewer), slug=slug)


def _team(city: City) -> Any:
    return city.seats.open().select_related("person").order_by("role", "since", "pk")


def _done(request: MemberRequest, slug: str, act: Callable[[], object], words: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect("cities:team", slug)
