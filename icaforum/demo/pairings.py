"""The demo's pairings: one at work, one that waits for an answer. Their steps and words are samples."""

from datetime import timedelta

from django.utils import timezone

from cities.models import City, Theme, User
from pilots import actions
from pilots.models import Exchange, Pairing, PilotProject


def load(by: User, people: dict[str, User]) -> Pairing:
    pairing = _at_work(by, people)
    _unanswered(by, people)
    return pairing


def _at_work(by: User, people: dict[str, User]) -> Pairing:
    pilot, peer = City.objects.get(name="Barcelona"), City.objects.get(name="Seattle")
    pairing = actions.propose(
        by=by,
        project=PilotProject.objects.get(slug="barcelona-equity-led-climate-programmes"),
        pilot_city=pilot,
        peer_city=peer,
        theme=Theme.objects.get(slug="frontline-resilience"),
        scope="Sample: choosing and running climate shelters, with the people who need them most.",
        reason="Sample: both cities begin with libraries, and both have asked how late a room can stay open.",
        ends_on=timezone.localdate() + timedelta(days=210),
    )
    actions.accept(pairing, by=people["pilot"])
    pairing = actions.accept(pairing, by=people["peer"])
    today = timezone.localdate()
    # The demo's past: begun five months ago.
    Pairing.objects.filter(pk=pairing.pk).update(active_since=timezone.now() - timedelta(days=150))
    steps = [
        ("Share the list of rooms and how it was made", pilot, -110, -112),
        ("Walk ten rooms with residents", peer, -80, -75),
        ("Write down what does not fit", peer, -36, -34),
        ("Agree on the list for the return visit", peer, 11, None),
        ("Read the plan and answer", pilot, 60, None),
        ("Publish what we learned, if both cities agree", peer, 150, None),
    ]
    for title, owner, due, done in steps:
        writer = people["pilot"] if owner == pilot else people["peer"]
        step = actions.add_step(
            pairing, by=writer, title=title, owner=owner, due_on=today + timedelta(days=due)
        )
        if done is not None:
            actions.finish_step(step, by=writer, on=today + timedelta(days=done))
    actions.write_exchange(
        pairing,
        by=people["pilot"],
        kind=Exchange.Kind.MEETING,
        title="First call",
        starts_on=today - timedelta(days=145),
        people="Five people.",
        said="We agreed on the scope, and on two languages by turns.",
    )
    actions.write_exchange(
        pairing,
        by=people["peer"],
        kind=Exchange.Kind.VISIT,
        title="Three people on a visit",
        host=pilot,
        starts_on=today - timedelta(days=55),
        ends_on=today - timedelta(days=53),
        said="Hours matter more than distance.",
        next="Try two late evenings.",
    )
    return pairing


def _unanswered(by: User, people: dict[str, User]) -> None:
    pairing = actions.propose(
        by=by,
        project=PilotProject.objects.get(slug="accra-informal-workers"),
        pilot_city=City.objects.get(name="Accra"),
        peer_city=City.objects.get(name="Lagos"),
        theme=Theme.objects.get(slug="informal-workers"),
        scope="Sample: health insurance for people who sort waste.",
        reason="Sample: both cities talk with associations of waste pickers this year.",
    )
    actions.accept(pairing, by=people["lagos"])
