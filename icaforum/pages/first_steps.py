"""The first steps of a new lead contact on My Forum, each until it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.models import City, Invitation, Officer, User
from events.models import Registration


@dataclass(frozen=True)
class FirstStep:
    """One step: what to do, why, where, and whether it is done."""

    title: str
    text: str
    url: str
    done: bool


def with_first_steps(cities: QuerySet[City], person: User) -> QuerySet[City]:
    """Annotate cities with `has_colleague`, `says_its_work` and `has_taken_a_place`, as to their lead."""
    others = Officer.objects.open().filter(city=OuterRef("pk")).exclude(person=person)
    invited = Invitation.objects.open().filter(city=OuterRef("pk"), sent_at__isnull=False)
    themes = City.themes.through.objects.filter(city=OuterRef("pk"))
    return cities.annotate(
        has_colleague=Exists(others) | Exists(invited),
        says_its_work=~Q(about="") | Exists(themes),
        has_taken_a_place=Exists(Registration.objects.of(person)),
    )


def first_steps(led: Sequence[Any]) -> list[FirstStep]:
    """Return the steps in their order, for the first of the cities that has any open; none once all are done.

    `led` are the cities that the person leads, as `with_first_steps` annotates them.
    """
    steps = (_steps_of(city) for city in led)
    return next((of_city for of_city in steps if not all(step.done for step in of_city)), [])


def _steps_of(city: Any) -> list[FirstStep]:
    name = {"city": city.local_name}
    return [
        FirstStep(
            _("Invite a colleague"),
            _("Two see more than one, and somebody of %(city)s is there while you are away.") % name,
            reverse("cities:team", args=[city.slug]),
            city.has_colleague,
        ),
        FirstStep(
            _("Say what %(city)s works on") % name,
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
