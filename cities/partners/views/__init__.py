"""/partners/: partners by what they can help with, and the page of one."""

from typing import Any

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cities.directory.models import City, Region
from cities.directory.viewer import Viewer
from cities.partners.asked import backers_of
from cities.partners.listing import Listing
from cities.partners.models import Expertise, HelpRequest, PartnerTerms
from cities.partners.rules import may_read
from cities.partners.stations import path_of
from cities.people.requests import MemberRequest
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.forum.rooms import in_room
from icaforum.words.languages import translated_names
from icaforum.words.times import ahead_of, difference_in_words, request_now

# On the page of a partner: so many open requests of the reader's city, and so many that are done.
OPEN_SHOWN, DONE_SHOWN = 3, 10


def for_members(request: MemberRequest) -> None:
    """Let members and staff of expertise go on; to everybody else there is no such page. Raises Http404."""
    if not may_read(request.viewer):
        raise Http404


def partner_or_404(request: MemberRequest, slug: str) -> City:
    """Return a partner in the Forum, for members; raises Http404."""
    for_members(request)
    partners = City.objects.members().filter(kind=City.Kind.PARTNER)
    return get_object_or_404(partners.with_membership(), slug=slug)


@in_room(Room.HELP)
@require_safe
def partners(request: MemberRequest) -> HttpResponse:
    """Show the partners by what they can help with, filtered."""
    for_members(request)
    listing = Listing(request.GET, request.viewer)
    context = {"listing": listing, "wanted": listing.wanted, "may_ask": any_city(request.viewer)}
    return render(request, "cities/partners/list.html", context)


@in_room(Room.HELP)
@require_safe
def partner(request: MemberRequest, slug: str) -> HttpResponse:
    """Show what a partner can help with, on which terms, and the way to ask."""
    found = partner_or_404(request, slug)
    return render(request, "cities/partners/partner.html", _context(request, found))


def any_city(viewer: Viewer) -> bool:
    """Return whether somebody can ask for help: with a seat in a city, not in partners alone."""
    return City.objects.of(viewer).exclude(kind=City.Kind.PARTNER).exists()


def _context(request: MemberRequest, partner: City) -> dict[str, Any]:
    viewer, terms = request.viewer, PartnerTerms.objects.of(partner)
    membership: Any = partner.membership
    leads = partner.seats.visible_to(viewer).leads().select_related("person")
    is_own = partner.pk in viewer.city_ids
    takes = not terms.is_paused and not membership.is_paused
    mine = HelpRequest.objects.open().filter(partner=partner, city__in=viewer.city_ids).with_all()
    shown = HelpRequest.objects.shown().filter(partner=partner)
    offers = partner.expertise.all() if is_own or viewer.manages(Expertise) else partner.expertise.shown()
    return {
        "partner": partner,
        "membership": membership,
        "terms": terms,
        "days": range(terms.answer_days),
        "backers": [city.local_name for city in backers_of(partner)],
        "takes_requests": takes,
        "may_ask": takes and any_city(viewer),
        "mine": [(row, path_of(row, closed=the_forum().workdays.closed)) for row in mine[:OPEN_SHOWN]],
        "done": shown.with_all().order_by("-ended_at", "-pk")[:DONE_SHOWN],
        "cities": shown.order_by().values("city").distinct().count(),
        "helped": dict(
            shown.order_by().values_list("themes").annotate(Count("city", distinct=True)).exclude(themes=None)
        ),
        "offers": offers.select_related("theme").order_by("theme__position", "theme__slug", "pk"),
        "languages": translated_names(partner.languages),
        "regions": [label for value, label in Region.choices if value in terms.regions],
        "leads": [seat.person for seat in leads],
        "apart": difference_in_words(
            ahead_of(partner.time_zone, timezone.get_current_timezone(), at=request_now())
        ),
        "is_own": is_own,
        "may_edit": partner.pk in viewer.lead_of,
    }
