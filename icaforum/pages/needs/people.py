"""Needs from seats and places: a door that is open, who asks to join, letters, help."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cities.models import AccessRequest, Confirmation, HelpRequest, Thread
from cities.partners.due import may_ask_what_came
from events.models import Event
from events.programme.rules import time_left
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.pages.needs.need import NEEDS, Looking, Need, of_reader


def doors(looking: Looking) -> Iterator[Need]:
    """Yield the events with a place of this person whose door is open, or which begin in that time."""
    now = looking.now
    for event in (place.event for place in looking.places if place.is_going):
        # Where people meet at a venue nobody needs to be told that it goes on.
        if event.is_open(now) and not (event.is_on_site and event.has_started(now)):
            yield _door(event, now)


def _door(event: Event, now: datetime) -> Need:
    if event.has_started(now):
        title = _("On now, for another %(left)s") % {"left": time_left(event.ends_at - now)}
    else:
        title = _("Begins in %(left)s") % {"left": time_left(event.starts_at - now)}
    if not event.join_url:
        return Need(title, event.title, _("Open the page"), event.get_absolute_url())
    join = reverse("events:join", args=[event.slug])
    return Need(title, event.title, _("Join"), join, sends=True, leads_to=event.join_url)


def access_requests(looking: Looking) -> Iterator[Need]:
    """Yield the colleagues who ask for a seat in a city this person leads."""
    asking = AccessRequest.objects.filter(city__in=looking.viewer.lead_of, answered_at__isnull=True)
    return (
        Need(
            title=_("%(name)s asks to join your team") % {"name": request.name},
            text=_("From %(city)s, asked on %(day)s. You are the lead contact.")
            % {
                "city": request.city,
                "day": date_format(timezone.localdate(request.sent_at), "MONTH_DAY_FORMAT"),
            },
            action=_("Look at it"),
            url=reverse("cities:team", args=[request.city.slug]),
        )
        for request in asking.select_related("city").order_by("sent_at")[:NEEDS]
    )


def yearly(looking: Looking) -> Iterator[Need]:
    """Yield the cities this person leads that are asked whether they still take part."""
    waiting = Confirmation.objects.waiting().filter(city__in=looking.viewer.lead_of)
    return (
        Need(
            title=(
                _("Is %(city)s still a partner?")
                if row.city.is_partner
                else _("Is %(city)s still taking part?")
            )
            % {"city": row.city},
            text=_("We ask once a year. It takes a minute: who are your contacts?"),
            action=_("Look and confirm"),
            url=reverse("cities:confirm", args=[row.city.slug]),
        )
        for row in waiting.select_related("city").order_by("asked_at", "pk")[:NEEDS]
    )


def letters(looking: Looking) -> Iterator[Need]:
    """Yield the threads in which another city wrote since this person looked, who waited longest first."""
    viewer = looking.viewer
    unread = Thread.objects.unread(viewer).prefetch_related("sides__city").order_by("last_at", "pk")
    for thread in unread[:NEEDS]:
        others = [str(side.city) for side in thread.sides.all() if side.city_id not in viewer.city_ids]
        yield Need(
            title=_("A letter from %(cities)s") % {"cities": ", ".join(others)},
            text=_("It is for you alone.")
            if thread.is_personal
            else _("It is for the lead contacts of your city."),
            action=_("Read and answer"),
            url=thread.get_absolute_url(),
        )


def requests_for_help(looking: Looking) -> Iterator[Need]:
    """Yield the requests that wait for this person's partner, then the helps of which a city says nothing."""
    viewer = looking.viewer
    if not the_forum().has_open(Room.HELP) or not looking.viewer.city_ids:
        return
    waiting = HelpRequest.objects.asked().filter(partner__in=looking.asked)
    for row in waiting.select_related("city").order_by("put_at", "pk")[:NEEDS]:
        yield Need(
            title=_("%(city)s asks for your help") % {"city": row.city},
            text=row.title,
            action=_("Read and answer"),
            url=row.get_absolute_url(),
        )
    accepted = HelpRequest.objects.accepted().filter(of_reader(viewer, "asked_by"), city__in=looking.asked)
    for row in accepted.select_related("partner").order_by("answered_at", "pk")[: 5 * NEEDS]:
        if may_ask_what_came(row, looking.now):
            yield Need(
                title=_("What came of the help of %(partner)s?") % {"partner": row.partner},
                text=row.title,
                action=_("Say what came of it"),
                url=reverse("cities:help_finish", args=[row.pk]),
            )
