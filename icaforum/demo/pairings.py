"""The demo's pairings: one at work, two that wait for an answer. Their steps and words are samples."""

from datetime import timedelta

from django.utils import timezone

from cities.models import City, Theme, User
from icaforum.demo.cast import FAIRHAVEN, LAKEMOUTH, OAKVALE, RIVERPORT, SALTMARSH
from icaforum.demo.projects import SHELTERS, SORTERS
from pilots.models import Exchange, Pairing, PilotProject
from pilots.pairings.actions import course, plan

STEPS = (
    # What, whose, and on which day from today it is due and was done; None is still to do.
    ("Share the list of rooms and how it was made", RIVERPORT, -110, -112),
    ("Walk ten rooms with residents", LAKEMOUTH, -80, -75),
    ("Write down what does not fit", LAKEMOUTH, -36, -34),
    ("Agree on the list for the return visit", LAKEMOUTH, 11, None),
    ("Read the plan and answer", RIVERPORT, 60, None),
    ("Publish what we learned, if both cities agree", LAKEMOUTH, 150, None),
)


def load(by: User, people: dict[str, User]) -> Pairing:
    """Make the pairings, and return the one at work; `people` are by their word in `cast`."""
    pairing = _at_work(by, people)
    _unanswered(by, people)
    return pairing


def _at_work(by: User, people: dict[str, User]) -> Pairing:
    pilot, peer = City.objects.get(name=RIVERPORT), City.objects.get(name=LAKEMOUTH)
    pairing = course.propose(
        by=by,
        project=PilotProject.objects.get(slug=SHELTERS),
        pilot_city=pilot,
        peer_city=peer,
        theme=Theme.objects.get(slug="frontline-resilience"),
        scope="Sample: choosing and running climate shelters, with the people who need them most.",
        reason="Sample: both cities begin with libraries, and both have asked how late a room can stay open.",
        ends_on=timezone.localdate() + timedelta(days=210),
    )
    course.accept(pairing, by=people["pilot"])
    pairing = course.accept(pairing, by=people["peer"])
    # The demo's past: begun five months ago.
    Pairing.objects.filter(pk=pairing.pk).update(active_since=timezone.now() - timedelta(days=150))
    _write_steps(pairing, people)
    _write_exchanges(pairing, people)
    return pairing


def _write_steps(pairing: Pairing, people: dict[str, User]) -> None:
    today = timezone.localdate()
    for title, name, due, done in STEPS:
        owner = City.objects.get(name=name)
        writer = people["pilot" if name == RIVERPORT else "peer"]
        step = plan.add_step(pairing, by=writer, title=title, owner=owner, due_on=today + timedelta(days=due))
        if done is not None:
            plan.finish_step(step, by=writer, on=today + timedelta(days=done))


def _write_exchanges(pairing: Pairing, people: dict[str, User]) -> None:
    today = timezone.localdate()
    plan.write_exchange(
        pairing,
        by=people["pilot"],
        kind=Exchange.Kind.MEETING,
        title="First call",
        starts_on=today - timedelta(days=145),
        people="Five people.",
        said="We agreed on the scope, and on two languages by turns.",
    )
    plan.write_exchange(
        pairing,
        by=people["peer"],
        kind=Exchange.Kind.VISIT,
        title="Three people on a visit",
        host=pairing.pilot_city,
        starts_on=today - timedelta(days=55),
        ends_on=today - timedelta(days=53),
        said="Hours matter more than distance.",
        next="Try two late evenings.",
    )


def _unanswered(by: User, people: dict[str, User]) -> None:
    # Each has the yes of the peer city, so that a pilot city finds something to answer on My Forum.
    pairing = course.propose(
        by=by,
        project=PilotProject.objects.get(slug=SORTERS),
        pilot_city=City.objects.get(name=SALTMARSH),
        peer_city=City.objects.get(name=FAIRHAVEN),
        theme=Theme.objects.get(slug="informal-workers"),
        scope="Sample: health insurance for people who sort waste.",
        reason="Sample: both cities talk with associations of waste pickers this year.",
    )
    course.accept(pairing, by=people["fairhaven"])
    pairing = course.propose(
        by=by,
        project=PilotProject.objects.get(slug=SHELTERS),
        pilot_city=City.objects.get(name=RIVERPORT),
        peer_city=City.objects.get(name=OAKVALE),
        theme=Theme.objects.get(slug="extreme-heat"),
        scope="Sample: shade and water on the way to school.",
        reason="Sample: both cities plan with the same age group this year.",
    )
    course.accept(pairing, by=people["oakvale"])
