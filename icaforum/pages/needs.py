"""«Needs you» of My Forum: what is urgent for one person, the most urgent first, and the step to take.

To name one more thing: a function of who looks and when that yields needs, in its place in `SOURCES`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, islice
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.directory.models import CityQuerySet
from cities.directory.viewer import Viewer
from cities.models import (
    AccessRequest,
    City,
    Confirmation,
    HelpRequest,
    JointCall,
    Measure,
    Officer,
    Signature,
    Thread,
    Undecided,
)
from cities.partners.due import may_ask_what_came
from events.models import Event, Registration
from events.programme.rules import time_left
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from pilots.models import Consent, Milestone, Pairing, Revision
from resources.models import Brief, Contribution, Question, Quote, Resource
from resources.questions.rules import REMIND_AFTER

# What somebody is asked for at once: the next stands there as soon as one is done.
NEEDS = 3
# A joint call stands here so long before its list closes.
CALLS_WITHIN = timedelta(days=14)


@dataclass(frozen=True)
class Need:
    """One thing that waits for this person: its title, why it does, and the words and address of the step.

    `sends` is set where the step is a press and no page. `leads_to` is the address on another host to which
    that press leads.
    """

    title: str
    text: str
    action: str
    url: str
    sends: bool = False
    leads_to: str = ""


@dataclass(frozen=True)
class Looking:
    """Who looks, at which time: `places` are their next places and waiting ones, the soonest first."""

    viewer: Viewer
    places: Sequence[Registration]
    now: datetime

    @property
    def asked(self) -> CityQuerySet:
        """Return their cities of which something may be asked: those that do not pause."""
        return City.objects.taking_part().filter(pk__in=self.viewer.city_ids).order_by()

    @property
    def day(self) -> date:
        """Return the day that it is for them."""
        return timezone.localdate(self.now)


def needs_of(viewer: Viewer, places: Sequence[Registration], now: datetime) -> list[Need]:
    """Return what waits for somebody; later sources are asked only while there is room."""
    looking = Looking(viewer, places, now)
    return list(islice(chain.from_iterable(source(looking) for source in SOURCES), NEEDS))


def _doors(looking: Looking) -> Iterator[Need]:
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


def _proposals(looking: Looking) -> Iterator[Need]:
    """Yield the pairings that wait for the yes or no of a city this person leads."""
    viewer = looking.viewer
    leads = Q(pilot_city__in=viewer.lead_of) | Q(peer_city__in=viewer.lead_of)
    said_yes = Consent.objects.filter(pairing=OuterRef("pk"), city__in=viewer.lead_of)
    waiting = Pairing.objects.proposed().filter(leads).exclude(Exists(said_yes)).with_cities()
    return (
        Need(
            title=_("Say if your city wants this pairing"),
            text=_("%(pairing)s: %(scope)s") % {"pairing": pairing, "scope": pairing.scope},
            action=_("Read and answer"),
            url=pairing.get_absolute_url(),
        )
        for pairing in waiting[:NEEDS]
    )


def _access_requests(looking: Looking) -> Iterator[Need]:
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


def _yearly(looking: Looking) -> Iterator[Need]:
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


def _late_steps(looking: Looking) -> Iterator[Need]:
    """Yield the steps of this person's cities whose day has come, in pairings that are active."""
    late: Any = _late(looking).filter(pairing__state=Pairing.State.ACTIVE).order_by("due_on", "pk")
    return (
        Need(
            title=step.title,
            text=_late_words(step, looking.day),
            action=_("Open the plan"),
            url=step.pairing.get_absolute_url(),
        )
        for step in late.select_related("pairing__pilot_city", "pairing__peer_city")[:NEEDS]
    )


def _late(looking: Looking) -> Any:
    """Return the open steps that are due, of this person's cities."""
    mine = Milestone.objects.filter(owner__in=looking.viewer.city_ids)
    return mine.filter(done_on__isnull=True, due_on__lte=looking.day)


def _late_words(step: Milestone, today: date) -> str:
    days = (today - step.due_on).days
    if not days:
        return _("Due today, in your pairing %(pairing)s.") % {"pairing": step.pairing}
    return ngettext(
        "Due %(days)d day ago, in your pairing %(pairing)s.",
        "Due %(days)d days ago, in your pairing %(pairing)s.",
        days,
    ) % {"days": days, "pairing": step.pairing}


def _quiet_pairings(looking: Looking) -> Iterator[Need]:
    """Yield the pairings of this person's cities in which nothing happened for long.

    Not those with a late step of their own city: that is what is open there.
    """
    mine = looking.viewer.city_ids
    pairings = Pairing.objects.filter(Q(pilot_city__in=mine) | Q(peer_city__in=mine))
    quiet: Any = pairings.quiet(looking.day, days=the_forum().quiet_days).with_last_activity(looking.day)
    quiet = quiet.exclude(Exists(_late(looking).filter(pairing=OuterRef("pk"))))
    for pairing in quiet.select_related("pilot_city", "peer_city").order_by("last_activity", "pk")[:NEEDS]:
        days = (looking.day - pairing.last_activity).days
        yield Need(
            title=ngettext("Quiet for %(days)d day", "Quiet for %(days)d days", days) % {"days": days},
            text=_("Your pairing %(pairing)s. A short call is enough to go on.") % {"pairing": pairing},
            action=_("Write down a meeting"),
            url=reverse("pilots:exchange_add", args=[pairing.pk]),
        )


def _of_reader(viewer: Viewer, column: str) -> Q:
    """Return the condition that the viewer wrote it, or leads the city whose team its writer has left."""
    in_team = Officer.objects.open().filter(city=OuterRef("city"), person=OuterRef(column))
    return Q(**{column: viewer.user_id}) | Q(~Exists(in_team), city__in=viewer.lead_of)


def _letters(looking: Looking) -> Iterator[Need]:
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


def _questions(looking: Looking) -> Iterator[Need]:
    """Yield what waits of questions: those put to this person's city alone, then own ones to sum up."""
    viewer = looking.viewer
    if not the_forum().has_open(Room.QUESTIONS) or not looking.viewer.city_ids:
        return
    visible = Question.objects.visible_to(viewer)
    alone = visible.waiting().filter(Exists(looking.asked), asked_of=Question.AskedOf.CITY)
    alone = alone.exclude(city__in=viewer.city_ids)
    for row in alone.select_related("city").defer("search").order_by("pk")[:NEEDS]:
        yield Need(
            title=_("%(city)s asks your city") % {"city": row.speaker},
            text=row.title,
            action=_("Read and answer"),
            url=row.get_absolute_url(),
        )
    quoted = Quote.objects.waiting().filter(city__in=looking.asked)
    mine = quoted.filter(Q(city__in=viewer.lead_of) | Q(author=viewer.user_id))
    for quote in mine.select_related("lesson").order_by("asked_at", "pk")[:NEEDS]:
        yield Need(
            title=_("May a paper quote you?"),
            text=quote.lesson.title,
            action=_("Read and answer"),
            url=quote.get_absolute_url(),
        )
    own = Question.objects.answered().filter(_of_reader(viewer, "author"), closed_at=None)
    ripe = own.filter(city__in=looking.asked, last_answer_at__lte=looking.now - REMIND_AFTER)
    for row in ripe.defer("search").order_by("last_answer_at", "pk")[:NEEDS]:
        yield Need(
            title=_("What did you take from the answers?"),
            text=row.title,
            action=_("Sum it up"),
            url=row.get_absolute_url(),
        )


def _briefs(looking: Looking) -> Iterator[Need]:
    """Yield what others say in short of this person's texts, or of those of the cities they lead."""
    viewer = looking.viewer
    if not viewer.city_ids:
        return
    led = looking.asked.filter(pk__in=viewer.lead_of).values("pk")
    papers = Resource.cities.through.objects.filter(city__in=led).values("resource")
    own = Q(question__author=viewer.user_id) | Q(answer__author=viewer.user_id)
    of_led = Q(resource__in=papers) | Q(question__city__in=led) | Q(answer__city__in=led)
    rows = Brief.objects.visible_to(viewer).to_look_at().filter(own | of_led)
    rows = rows.defer("resource__search", "question__search").order_by("pk")
    things = ("resource", "question", "answer__question", "city")
    for row in rows.select_related(*things).prefetch_related("resource__editions")[:NEEDS]:
        yield Need(
            title=(
                _("Your text has changed: look again at what %(city)s says in short")
                if row.has_changed
                else _("%(city)s says your text in short: is it right?")
            )
            % {"city": row.city},
            text=row.title,
            action=_("Look at it"),
            url=row.get_absolute_url(),
        )


def _contributions(looking: Looking) -> Iterator[Need]:
    """Yield what came back with a note, of the cities of this person."""
    if not looking.viewer.city_ids:
        return
    back = Contribution.objects.filter(city__in=looking.asked, state=Contribution.State.RETURNED)
    for row in back.order_by("decided_at", "pk")[:NEEDS]:
        yield Need(
            title=_("What you sent in came back with a note"),
            text=row.title,
            action=_("Change it"),
            url=row.get_absolute_url(),
        )


def _projects(looking: Looking) -> Iterator[Need]:
    """Yield what came back with a note of what the person's cities wrote of their pilot projects."""
    if not looking.viewer.city_ids:
        return
    back = Revision.objects.returned_to(looking.viewer).select_related("project")
    for row in back.prefetch_related("project__texts")[:NEEDS]:
        yield Need(
            title=_("The new version of your project came back with a note"),
            text=str(row.project),
            action=_("Change it"),
            url=row.get_absolute_url(),
        )


def _calls(looking: Looking) -> Iterator[Need]:
    """Yield the joint calls whose list closes soon, for a lead whose cities have not answered."""
    viewer = looking.viewer
    if not the_forum().has_open(Room.JOINT_CALLS) or not viewer.lead_of:
        return
    soon = JointCall.objects.signable(looking.now).filter(sign_by__lt=looking.now + CALLS_WITHIN)
    asked = City.objects.taking_part().filter(pk__in=viewer.lead_of).exclude(kind=City.Kind.PARTNER)
    newest = Signature.objects.of_texts_that_stand().filter(
        version__call=OuterRef(OuterRef("pk")), city=OuterRef("pk")
    )
    said = Undecided.objects.filter(call=OuterRef(OuterRef("pk")), city=OuterRef("pk"))
    open_to = asked.filter(~Exists(newest), ~Exists(said))
    for call in soon.filter(Exists(open_to)).order_by("sign_by", "pk")[:NEEDS]:
        closes = timezone.localtime(call.sign_by)
        yield Need(
            title=_("A joint call closes on %(day)s") % {"day": date_format(closes, "MONTH_DAY_FORMAT")},
            text=call.title,
            action=_("Read it and sign"),
            url=call.get_absolute_url(),
        )


def _measures(looking: Looking) -> Iterator[Need]:
    """Yield the measures that the web read until their words were changed, for a lead of their city."""
    if not the_forum().has_open(Room.MEASURES) or not looking.viewer.lead_of:
        return
    led = looking.asked.filter(pk__in=looking.viewer.lead_of)
    asking = Measure.objects.asking_again().filter(city__in=led).select_related("city")
    for row in asking.order_by("changed_at", "pk")[:NEEDS]:
        yield Need(
            title=_("The wording changed: may the web read it?"),
            text=row.title,
            action=_("Read it"),
            url=reverse("cities:measure_web", args=[row.city.slug, row.slug]),
        )


def _help(looking: Looking) -> Iterator[Need]:
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
    accepted = HelpRequest.objects.accepted().filter(_of_reader(viewer, "asked_by"), city__in=looking.asked)
    for row in accepted.select_related("partner").order_by("answered_at", "pk")[: 5 * NEEDS]:
        if may_ask_what_came(row, looking.now):
            yield Need(
                title=_("What came of the help of %(partner)s?") % {"partner": row.partner},
                text=row.title,
                action=_("Say what came of it"),
                url=reverse("cities:help_finish", args=[row.pk]),
            )


SOURCES: tuple[Callable[[Looking], Iterator[Need]], ...] = (
    # What passes within the hour, then where people wait for an answer, then what is late, then silence.
    _doors,
    _proposals,
    _access_requests,
    _yearly,
    _letters,
    _help,
    _questions,
    _briefs,
    _contributions,
    _projects,
    _calls,
    _measures,
    _late_steps,
    _quiet_pairings,
)
