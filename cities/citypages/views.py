"""The page of a city, its edit form, and the page of its team.

This story stands above all others of the members' part, since the page of a city shows something of each.
"""

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
from cities.directory.viewer import ReaderRequest, Viewer
from cities.directory.worldmap import WorldMap, draw_neighbourhood
from cities.invitations.actions import access_requests, inviting
from cities.invitations.forms import InviteForm
from cities.invitations.models import AccessRequest, Invitation
from cities.people.actions import teams
from cities.people.forms.profile import SuccessorForm
from cities.people.models import Officer, OfficerQuerySet
from cities.people.requests import MemberRequest
from cities.sharing.decorators import sign_in_or_404
from icaforum.audit.answers import carry_out
from icaforum.audit.record import Refused
from icaforum.words.decorators import form_page
from icaforum.words.languages import own_names
from icaforum.words.times import ahead_of, difference_in_words


@sign_in_or_404
@require_safe
def detail(request: ReaderRequest, slug: str) -> HttpResponse:
    """Show what a city is, says and shares; its contacts are shown to members alone."""
    city = get_object_or_404(City.objects.visible_to(request.viewer).with_membership(), slug=slug)
    viewer = request.viewer
    # Names of people are for the Forum, not for the web: visitors see the city without them.
    among_members = viewer.is_member or viewer.manages(City)
    learns_with = _learns_with(viewer, city)
    context = {
        "city": city,
        "membership": city.membership,
        "region_url": f"{reverse('cities:list')}?region={city.region}" if city.region else "",
        "map": _head_map(city, learns_with),
        "learns_with": learns_with,
        "themes": city.themes.all(),
        "languages": own_names(city.languages),
        "clock": _local_time(request, city),
        "contacts": _contacts(city) if among_members else None,
        "may_edit": city.pk in viewer.lead_of,
        "may_write": viewer.is_member and city.pk not in viewer.city_ids,
        # By reverse relations: projects and resources belong to apps above this one, which it cannot import.
        "projects": city.pilot_projects.visible_to(viewer).for_list()[:5],
        "shared": _newest_resources(request, city),
    }
    return render(request, "cities/citypages/detail.html", context)


def _contacts(city: City) -> list[Officer]:
    # Standing, not only open: a page that only staff still open, of a city that left, shows no contacts.
    return list(city.seats.standing().filter(person__is_active=True).select_related("person"))


def _local_time(request: ReaderRequest, city: City) -> dict[str, str]:
    """The time in the city now, as a sentence and as the difference to the reader's zone.

    A visitor's zone is not known, so for them `apart` is empty.
    """
    # Both clocks at the same moment: their difference changes with each one's summer time.
    now = timezone.now()
    there = f"{now.astimezone(ZoneInfo(city.time_zone)):%H:%M}"
    if not request.user.is_authenticated:
        return {"sentence": _("It is %(time)s there now.") % {"time": there}, "apart": ""}
    apart = difference_in_words(ahead_of(city.time_zone, timezone.get_current_timezone(), at=now))
    sentence = _("It is %(time)s there now, %(apart)s.") % {"time": there, "apart": apart}
    return {"sentence": sentence, "apart": apart}


def _learns_with(viewer: Viewer, city: City) -> list[City]:
    """The cities it is paired with now, as far as the viewer may see the pairing."""
    peers = city.pairings_as_pilot.visible_to(viewer).running().values("peer_city")
    pilots = city.pairings_as_peer.visible_to(viewer).running().values("pilot_city")
    # A pairing outlives a membership by the hour until the clock ends it, so who has left is taken out here.
    return list(City.objects.members().filter(Q(pk__in=peers) | Q(pk__in=pilots)).with_membership())


def _head_map(city: City, learns_with: list[City]) -> WorldMap | None:
    """The part of the map around the city, with lines to those it learns with; None without coordinates."""
    home = next(iter(mapped([city])), None)
    if home is None:
        return None
    return draw_neighbourhood(home, mapped(City.objects.members().with_membership()), mapped(learns_with))


def _newest_resources(request: ReaderRequest, city: City) -> Any:
    """Its five newest resources that the reader may see, as cards in the reader's language."""
    language = request.LANGUAGE_CODE
    return city.resources.visible_to(request.viewer).newest().as_cards(language)[:5]


@form_page
def edit(request: MemberRequest, slug: str) -> HttpResponse:
    """Let a lead contact edit what the city says of itself."""
    city = _led_city_or_404(request, slug)
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
    """Show the team, its open invitations and who asks for a seat; on POST, invite somebody."""
    city = _led_city_or_404(request, slug)
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
        "invitations": city.invitations.open().select_related("invited_by"),
        "requests": city.access_requests.waiting(),
        "form": form,
        "now": timezone.now(),
    }
    return render(request, "cities/citypages/team.html", context)


@require_POST
def resend(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Mail an invitation of this team once more."""
    invitation = _invitation_or_404(request, slug, pk)
    return carry_out(
        request,
        lambda: inviting.resend_invitation(invitation, by=request.user),
        _("Sent again."),
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
def hand_over(request: MemberRequest, slug: str) -> HttpResponse:
    """Ask which colleague becomes the lead contact instead of oneself; on POST, hand the lead over."""
    city = _led_city_or_404(request, slug)
    own = get_object_or_404(_open_seats(city).leads(), person=request.user)
    form = SuccessorForm(
        request.POST if request.method == "POST" else None, colleagues=_open_seats(city).exclude(pk=own.pk)
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
    # Not back to the team: without the lead that page would now answer 404.
    return redirect("cities:detail", city.slug)


@form_page
def access_answer(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Show who asks for a seat in the team; on POST, accept or decline."""
    city = _led_city_or_404(request, slug)
    asked = get_object_or_404(AccessRequest.objects.filter(city=city), pk=pk)
    # An unknown answer shows the question again, and decides nothing.
    if request.method != "POST" or request.POST.get("answer") not in {"accept", "decline"}:
        return render(request, "cities/citypages/access_answer.html", {"city": city, "asked": asked})
    granted = request.POST["answer"] == "accept"
    words = _("%(name)s gets an invitation by mail.") if granted else _("%(name)s is told by mail.")
    return carry_out(
        request,
        lambda: access_requests.answer_access(asked, granted=granted, by=request.user),
        words % {"name": asked.name},
        "cities:team",
        slug,
    )


def _led_city_or_404(request: MemberRequest, slug: str) -> City:
    """The city, where this person is its lead contact; to everybody else the page does not exist."""
    return get_object_or_404(City.objects.led_by(request.viewer), slug=slug)


def _invitation_or_404(request: MemberRequest, slug: str, pk: int) -> Invitation:
    """An invitation of this city's own: the key in the address may be that of any other."""
    return get_object_or_404(Invitation.objects.filter(city=_led_city_or_404(request, slug)), pk=pk)


def _open_seats(city: City) -> OfficerQuerySet:
    """The seats of the team with their people: «lead» sorts before «officer», then the longest there."""
    return city.seats.open().select_related("person").order_by("role", "since", "pk")
