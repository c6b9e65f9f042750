"""The story of a pairing on one sheet to print, from how it began to what came of it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cities.people.requests import MemberRequest
from icaforum.words.times import database_now, reader_today
from pilots.pairings.timeline import plan_of
from pilots.pairings.views.finding import visible_pairing


@require_safe
def pairing_story(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the whole course of a pairing to its two cities and the secretariat, as its workspace is shown.

    What the cities answered to the two questions is not in it: each city's answers are its own.
    """
    pairing = visible_pairing(request, pk)
    plan = plan_of(pairing, reader_today(), may_write=False, may_change=False)
    said_yes = {consent.city_id: consent.at for consent in pairing.consents.all()}
    cities = (pairing.pilot_city, pairing.peer_city)
    context = {
        "pairing": pairing,
        "plan": plan,
        "steps": [item for item in plan.timeline if item.step],
        "meetings": [item for item in plan.timeline if item.exchange],
        "answers": [(city, said_yes[city.pk]) for city in cities if city.pk in said_yes],
        "departed": pairing.unfit_cities if pairing.ended_by_departure else [],
        "now": database_now(),
    }
    return render(request, "pilots/pairings/story.html", context)
