"""The page of a city, and its edit form."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.citypages.forms import CityPageForm
from cities.citypages.views.team import _led_city_or_404
from cities.directory import actions
from cities.directory.listing import mapped
from cities.directory.models import City
from cities.directory.viewer import ReaderRequest, Viewer
from cities.directory.worldmap import WorldMap, draw_neighbourhood
from cities.letters.rules import may_write_to
from cities.measures.listing import counted, listed, readable
from cities.partners.rules import may_read
from cities.people.models import Officer
from cities.people.requests import MemberRequest
from cities.sharing.decorators import sign_in_or_404
from cities.talking.views import take_report
from icaforum.audit.locks import lock_row
from icaforum.audit.wording import earlier_words, words_to_bring_back
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.words.decorators import form_page
from icaforum.words.languages import translated_names
from icaforum.words.times import ahead_of, difference_in_words, request_now

# So many of the papers entered last are looked at for the newest five: one may be entered with an old day.
NEWEST_LOOKED_AT = 50
HOSTED_SHOWN = 5
MEASURES_SHOWN = 6


@sign_in_or_404
@require_safe
def detail(request: ReaderRequest, slug: str) -> HttpResponse:
    """Show what a city is, says and shares; its contacts are shown to members alone."""
    city = get_object_or_404(City.objects.visible_to(request.viewer).with_membership(), slug=slug)
    viewer = request.viewer
    # Names of people are for the Forum, not for the web: visitors see the city without them.
    among_members = viewer.is_member or viewer.manages(Officer)
    learns_with = _learns_with(viewer, city)
    context = {
        "city": city,
        "membership": city.membership,
        "region_url": f"{reverse('cities:list')}?region={city.region}" if city.region else "",
        "map": _head_map(city, learns_with),
        "learns_with": learns_with,
        "themes": city.themes.all(),
        "languages": translated_names(city.languages),
        "clock": _local_time(request, city),
        "contacts": _contacts(city, viewer) if among_members else None,
        "may_edit": city.pk in viewer.lead_of,
        "is_own": not viewer.is_member or city.pk in viewer.city_ids,
        "among_members": among_members,
        "wants": city.wants_offers.visible_to(viewer).for_page(),
        "may_write": may_write_to(viewer, city),
        **_measures(viewer, city),
        "helps": city.is_partner and bool(city.membership) and may_read(viewer),
        # By reverse relations: projects and resources belong to apps above this one, which it cannot import.
        "projects": city.pilot_projects.visible_to(viewer).for_list()[:5],
        "shared": _newest_resources(request, city),
        "hosted": _hosted(request, city),
    }
    return render(request, "cities/citypages/detail.html", context)


def _measures(viewer: Viewer, city: City) -> dict[str, Any]:
    """Its measures that the reader may see, counted by stage; nothing of a closed room, or of a partner."""
    if city.is_partner or not the_forum().has_open(Room.MEASURES):
        return {}
    rows = readable(city, viewer)
    tabs = counted(rows)
    shown = rows.by_stage().select_related("city")[:MEASURES_SHOWN] if tabs else ()
    return {
        "has_measures": True,
        "measure_tabs": tabs,
        "measure_rows": listed(shown, viewer),
        "may_measure": city.pk in viewer.city_ids,
    }


def _contacts(city: City, viewer: Viewer) -> list[Officer]:
    # Standing, not only open: a page that only staff still open, of a city that left, shows no contacts.
    return list(city.seats.visible_to(viewer).select_related("person"))


def _local_time(request: ReaderRequest, city: City) -> dict[str, str]:
    """The time in the city now, as a sentence and as the difference to the reader's zone.

    A visitor's zone is not known, so for them `apart` is empty; so it is for those of the city itself.
    """
    # Both clocks at the same moment: their difference changes with each one's summer time.
    now = request_now()
    there = f"{now.astimezone(ZoneInfo(city.time_zone)):%H:%M}"
    if not request.user.is_authenticated or city.pk in request.viewer.city_ids:
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
    visible = city.resources.visible_to(request.viewer).published()
    # Of those entered last, by the index of city and key: a city may have shared thousands over the years.
    entered_last = list(visible.order_by("-pk").values_list("pk", flat=True)[:NEWEST_LOOKED_AT])
    return visible.filter(pk__in=entered_last).newest().as_cards()[:5]


def _hosted(request: ReaderRequest, city: City) -> list[dict[str, Any]]:
    """Its events that the reader may see, what comes first and then the latest, five at most."""
    visible, now = city.events.visible_to(request.viewer), request_now()
    coming = list(visible.upcoming(now).for_list()[:HOSTED_SHOWN])
    past = visible.past(now).for_list()[: HOSTED_SHOWN - len(coming)]
    zone = getattr(request.user, "time_zone", "")
    return [{"event": event, "zone": event.clock_for(zone)} for event in [*coming, *past]]


@form_page
@transaction.atomic
def edit(request: MemberRequest, slug: str) -> HttpResponse:
    """Let a lead contact edit what the city says of itself."""
    city = _led_city_or_404(request, slug)
    if request.method == "POST":
        city = lock_row(city)
    facts = {name: getattr(city, name) for name in ("about", "languages", "website")}
    initial = facts | {"themes": city.themes.all()}
    form = CityPageForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        row=city,
        brings_back=words_to_bring_back(request.GET.get("words", "")),
    )
    if form.is_valid():
        actions.edit_city(city, by=request.user, **form.changed_values())
        messages.success(request, _("Saved. This is what others see now."))
        return redirect(city)
    earlier = [version for version in earlier_words([city]) if version.field in form.fields]
    context = {"city": city, "form": form, "earlier": earlier}
    return render(request, "cities/citypages/edit.html", context)


@form_page
def report(request: MemberRequest, slug: str) -> HttpResponse:
    """Tell the secretariat of what another city, or a partner, says of itself."""
    if not request.viewer.is_member:
        raise Http404
    rows = City.objects.visible_to(request.viewer).members().exclude(pk__in=request.viewer.city_ids)
    found = get_object_or_404(rows, slug=slug)
    return take_report(request, found, what=found.local_name, back=found.get_absolute_url())
