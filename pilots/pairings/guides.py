"""Templates of a plan: the usual steps of a phase, each so many days after its beginning. Pure: no rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from icaforum.audit.verbs import Words
from pilots.pairings.models import Pairing

PILOT, PEER = "pilot", "peer"


@dataclass(frozen=True)
class Usual:
    """A usual step: what is done, by which of the two cities, and so many days after the beginning."""

    title: Words
    side: str
    days: int


@dataclass(frozen=True)
class Guide:
    """A phase of a pairing with its usual steps, in the order of their days."""

    title: Words
    text: Words
    steps: tuple[Usual, ...]

    def stands_in(self, titles: set[str]) -> bool:
        """Return whether a step of it is among these, in any language of the pages."""
        return not titles.isdisjoint(self._titles())

    def _titles(self) -> Iterator[str]:
        for language, _name in settings.LANGUAGES:
            with override(language):
                yield from [str(step.title) for step in self.steps]


GUIDES = {
    "getting-started": Guide(
        _("Getting started"),
        _("Six weeks: know each other, and agree on what you work on."),
        (
            Usual(_("Invite everybody who takes part to a first call"), PILOT, 7),
            Usual(_("Say what you want to learn, in five sentences"), PEER, 14),
            Usual(_("Show how the project began, and what went wrong"), PILOT, 21),
            Usual(_("Say whom the project has to reach in your city"), PEER, 28),
            Usual(_("Agree on the dates of the next calls"), PILOT, 35),
            Usual(_("Write down what you will try first"), PEER, 42),
        ),
    ),
    "co-creating": Guide(
        _("Co-creating"),
        _("Four months: look, try something small, and look again."),
        (
            Usual(_("Share the papers and contracts that helped most"), PILOT, 14),
            Usual(_("Draft how it could look in your city"), PEER, 35),
            Usual(_("Read the draft, and say what you would change"), PILOT, 49),
            Usual(_("Ask the people concerned what they think of it"), PEER, 70),
            Usual(_("Answer what they asked"), PILOT, 84),
            Usual(_("Try it once, on a small scale"), PEER, 112),
        ),
    ),
    "capitalising": Guide(
        _("Capitalising"),
        _("Two months: keep what you learned, for your cities and for others."),
        (
            Usual(_("Write down what worked, and what did not"), PEER, 14),
            Usual(_("Add what your own city learned from it"), PILOT, 28),
            Usual(_("Tell those who decide in your city what comes next"), PEER, 42),
            Usual(_("Agree on what others may read"), PILOT, 56),
        ),
    ),
}


def steps_of(guide: Guide, pairing: Pairing, start: date) -> list[dict[str, object]]:
    """Return the steps of a template with its beginning on `start`, each as `actions.plan.add_step` takes it.

    Titles are in the language that is active.
    """
    cities = {PILOT: pairing.pilot_city, PEER: pairing.peer_city}
    return [
        {
            "title": str(step.title),
            "owner": cities[step.side],
            "due_on": start + timedelta(days=step.days),
        }
        for step in guide.steps
    ]
