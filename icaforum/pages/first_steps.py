"""The first steps on My Forum: of a new lead contact, and of a city in its first days, each until it is done.

A city in its first days is offered one thing at a time; whoever reads it can put each away for good. Nothing
of it is mailed. What is done is told by the rows that are there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Func, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.directory.viewer import Viewer
from cities.models import City, Invitation, Membership, Officer, User, WantOffer
from events.models import Event, Registration
from events.programme.rules import is_night
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.words.times import time_span
from resources.models import Question

# Of so many coming events the first is offered that suits the reader's hours.
LOOKED_AT = 12


@dataclass(frozen=True)
class FirstStep:
    """One step: what to do, why, where, and whether it is done.

    `put_away` is the address to which is sent that it is not wanted; empty where it is not offered but stands
    there until it is done.
    """

    title: str
    text: str
    url: str
    done: bool = False
    put_away: str = ""


def with_first_steps(cities: QuerySet[City], person: User) -> QuerySet[City]:
    """Annotate cities with what their first steps are judged by, as to this person: see `first_steps`."""
    others = Officer.objects.open().filter(city=OuterRef("pk")).exclude(person=person)
    invited = Invitation.objects.open().filter(city=OuterRef("pk"), sent_at__isnull=False)
    themes = City.themes.through.objects.filter(city=OuterRef("pk"))
    own = Officer.objects.open().filter(city=OuterRef("pk"), person=person)
    new = Membership.objects.of_first_days().filter(city=OuterRef("pk"), tier__isnull=False)
    return cities.annotate(
        has_colleague=Exists(others) | Exists(invited),
        says_its_work=~Q(about="") | Exists(themes),
        has_taken_a_place=Exists(Registration.objects.of(person)),
        is_new=Exists(new),
        put_away=ArraySubquery(own.annotate(step=Func("put_away", function="unnest")).values("step")),
        has_been=Exists(Registration.objects.filter(city=OuterRef("pk"))),
        has_asked=Exists(Question.objects.filter(city=OuterRef("pk"))),
        looks_for_help=Exists(WantOffer.objects.filter(city=OuterRef("pk"))),
    )


def first_steps(cities: Sequence[Any], viewer: Viewer, *, zone: str, now: datetime) -> list[FirstStep]:
    """Return the steps for the first of a person's cities that has any open; none once all are done.

    `cities` are those of the person, as `with_first_steps` annotates them; `zone` is the person's. Of a city
    in its first days one thing at a time is offered, and not while it pauses; others are for its leads.
    """
    for city in cities:
        if city.membership and city.membership.is_paused:
            continue
        steps = _of_new(city, viewer, zone, now) if city.is_new else _of_lead(city, viewer)
        if not all(step.done for step in steps):
            return steps
    return []


def _of_new(city: Any, viewer: Viewer, zone: str, now: datetime) -> list[FirstStep]:
    steps = []
    if city.pk in viewer.lead_of and not city.has_colleague:
        steps.append(_invite(city))
    return [*steps, *list(_offered(city, viewer, zone, now))[:1]]


def _offered(city: Any, viewer: Viewer, zone: str, now: datetime) -> Iterator[FirstStep]:
    """Yield what a new city can begin with, in its order: neither done nor put away, nor a lead's alone."""
    leads, name = city.pk in viewer.lead_of, {"city": city.local_name}
    if leads and not city.about and _wants(city, Officer.Step.INTRODUCE):
        yield FirstStep(
            _("Introduce %(city)s") % name,
            _("Two or three sentences: who you are, and what you work on. Members read it as new."),
            reverse("cities:edit", args=[city.slug]),
            put_away=_address(city, Officer.Step.INTRODUCE),
        )
        return
    if not city.has_been and _wants(city, Officer.Step.WEBINAR):
        yield _first_webinar(city, viewer, zone, now)
        return
    if not _wants(city, Officer.Step.QUESTION):
        return
    put_away = _address(city, Officer.Step.QUESTION)
    if the_forum().has_open(Room.QUESTIONS):
        if not city.has_asked:
            words = _("What would you like to know from other cities? A sentence is enough.")
            yield FirstStep(_("Ask a first question"), words, reverse("resources:ask"), put_away=put_away)
    elif leads and not city.looks_for_help:
        yield FirstStep(
            _("Say what %(city)s looks for") % name,
            _("A theme and a sentence: cities that know it find you."),
            reverse("cities:wants", args=[city.slug]),
            put_away=put_away,
        )


def _wants(city: Any, step: str) -> bool:
    return step not in city.put_away


def _address(city: Any, step: str) -> str:
    return reverse("cities:put_away", args=[city.slug, step])


def _first_webinar(city: Any, viewer: Viewer, zone: str, now: datetime) -> FirstStep:
    """Offer the next event by day on the reader's clock; the list of all where there is none."""
    coming = Event.objects.visible_to(viewer).upcoming(now).filter(kind=Event.Kind.WEBINAR)
    found = next((it for it in coming[:LOOKED_AT] if not is_night(it.starts_at, it.clock_for(zone))), None)
    text, url = _("Choose a webinar; it then stands here, in your own time."), reverse("events:list")
    if found:
        text = _("%(title)s, %(when)s, by day for you.") % {
            "title": found.title,
            "when": time_span(found.starts_at, found.ends_at, found.clock_for(zone)),
        }
        url = found.get_absolute_url()
    return FirstStep(_("Take a first place"), text, url, put_away=_address(city, Officer.Step.WEBINAR))


def _of_lead(city: Any, viewer: Viewer) -> list[FirstStep]:
    if city.pk not in viewer.lead_of:
        return []
    return [
        _invite(city),
        FirstStep(
            _("Say what %(city)s works on") % {"city": city.local_name},
            _("Others find you by your themes and your own words."),
            reverse("cities:edit", args=[city.slug]),
            city.says_its_work,
        ),
        FirstStep(
            _("Take a first place"),
            _("Choose a webinar; it then stands here, in your own time."),
            reverse("events:list"),
            city.has_taken_a_place,
        ),
    ]


def _invite(city: Any) -> FirstStep:
    return FirstStep(
        _("Invite a colleague"),
        _("Two see more than one, and somebody of %(city)s is there while you are away.")
        % {"city": city.local_name},
        reverse("cities:team", args=[city.slug]),
        city.has_colleague,
    )
