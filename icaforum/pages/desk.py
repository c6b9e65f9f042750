"""My Forum: what waits for somebody, their next webinars, what is new for them.

One small query or two to each app, each with a limit of its own.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.directory.viewer import Viewer
from cities.models import AccessRequest, City, Officer, User
from events.models import Registration
from icaforum.digest.news import news_of
from icaforum.words.times import reader_today
from pilots.models import Consent, Milestone, Pairing
from pilots.pairings.timeline import Plan, plan_of
from resources.models.resource import Resource

# How many rows each block shows at most.
NEEDS, PLACES, NEWS = 5, 5, 5

# Of more papers than this, a city is said to have «more than 100».
PAPERS_COUNTED = 100

# Hours of the person's clock at which the greeting changes.
MORNING_UNTIL, EVENING_FROM = 12, 18


@dataclass(frozen=True)
class Need:
    """One thing that waits for this person: its title, why it does, and the words and address of the step."""

    title: str
    text: str
    action: str
    url: str


@dataclass(frozen=True)
class Desk:
    """The three blocks in their order, and the person's city and pairing beside them."""

    needs: list[Need]
    places: list[Registration]
    news: list[Resource]
    cities: list[City]
    pairing: Pairing | None
    plan: Plan | None


def desk_of(person: User, viewer: Viewer) -> Desk:
    """Return what My Forum shows to a person; `viewer` is the same person as a viewer."""
    day = reader_today()
    pairings = Pairing.objects.visible_to(viewer).running().with_cities()
    mine = pairings.filter(Q(pilot_city__in=viewer.city_ids) | Q(peer_city__in=viewer.city_ids))
    # One of them, the youngest: the other pairings of a city stand on its own page.
    pairing = mine.prefetch_related("steps__owner", "exchanges__host").order_by("-active_since").first()
    return Desk(
        needs=[*_proposals(viewer), *_access_requests(viewer), *_late_steps(viewer, day)][:NEEDS],
        places=_places(person, viewer),
        news=news_of(person, viewer, most=NEWS),
        cities=_cities(viewer),
        pairing=pairing,
        plan=plan_of(pairing, day, may_write=False, may_change=False) if pairing else None,
    )


def greeting(person: User, now: datetime) -> str:
    """Return the greeting for the hour of `now`, which must be on the person's own clock."""
    name = {"name": person.get_short_name()}
    if now.hour < MORNING_UNTIL:
        return _("Good morning, %(name)s") % name
    if now.hour < EVENING_FROM:
        return _("Good afternoon, %(name)s") % name
    return _("Good evening, %(name)s") % name


def _places(person: User, viewer: Viewer) -> list[Registration]:
    """Return the next places of the person, each with the zone by which its time is said."""
    places = list(Registration.objects.of(person).visible_to(viewer).upcoming().with_rank()[:PLACES])
    for place in places:
        place.zone = place.event.clock_for(person.time_zone)
    return places


def _cities(viewer: Viewer) -> list[City]:
    """Return the person's cities, with `people` and `papers`: how many are in its team, and may be seen.

    Of the papers a few are counted at most; beyond, `papers` is one more than PAPERS_COUNTED.
    """
    seats = Officer.objects.open().filter(city=OuterRef("pk")).order_by().values("pk")
    papers = Resource.objects.visible_to(viewer).filter(cities=OuterRef("pk")).order_by().values("pk")
    # As lists of keys that are cut off: a count goes through all that a city ever shared.
    mine = City.objects.filter(pk__in=viewer.city_ids).annotate(
        seat_keys=ArraySubquery(seats), paper_keys=ArraySubquery(papers[: PAPERS_COUNTED + 1])
    )
    cities: list[Any] = list(mine.with_membership())
    for city in cities:
        city.people, city.papers = len(city.seat_keys), len(city.paper_keys)
        city.has_more_papers = city.papers > PAPERS_COUNTED
    return cities


def _proposals(viewer: Viewer) -> list[Need]:
    """Return the pairings that wait for the yes or no of a city this person leads."""
    leads = Q(pilot_city__in=viewer.lead_of) | Q(peer_city__in=viewer.lead_of)
    said_yes = Consent.objects.filter(pairing=OuterRef("pk"), city__in=viewer.lead_of)
    waiting = Pairing.objects.proposed().filter(leads).exclude(Exists(said_yes)).with_cities()
    return [
        Need(
            title=_("Say if your city wants this pairing"),
            text=_("%(pairing)s: %(scope)s") % {"pairing": pairing, "scope": pairing.scope},
            action=_("Read and answer"),
            url=pairing.get_absolute_url(),
        )
        for pairing in waiting[:NEEDS]
    ]


def _access_requests(viewer: Viewer) -> list[Need]:
    """Return the colleagues who ask for a seat in a city this person leads."""
    asking = AccessRequest.objects.filter(city__in=viewer.lead_of, answered_at__isnull=True)
    return [
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
    ]


def _late_steps(viewer: Viewer, today: date) -> list[Need]:
    """Return the steps of this person's cities whose day has come, in pairings that are active."""
    late: Any = Milestone.objects.filter(
        owner__in=viewer.city_ids,
        done_on__isnull=True,
        due_on__lte=today,
        pairing__state=Pairing.State.ACTIVE,
    ).select_related("pairing__pilot_city", "pairing__peer_city")
    return [
        Need(
            title=step.title,
            text=_late_words(step, today),
            action=_("Open the plan"),
            url=step.pairing.get_absolute_url(),
        )
        for step in late.order_by("due_on")[:NEEDS]
    ]


def _late_words(step: Milestone, today: date) -> str:
    days = (today - step.due_on).days
    if not days:
        return _("Due today, in your pairing %(pairing)s.") % {"pairing": step.pairing}
    return ngettext(
        "Due %(days)d day ago, in your pairing %(pairing)s.",
        "Due %(days)d days ago, in your pairing %(pairing)s.",
        days,
    ) % {"days": days, "pairing": step.pairing}
