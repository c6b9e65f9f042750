"""The rules of a pairing: which cities fit, who may answer and write, and when it counts as quiet.

Pure functions of what the objects carry. Pages ask them, for the reader of the request, what to offer and
whether to call a verb; the verbs refuse by the same ones, for the person as they are under the lock.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy

from cities.directory.tiers import Benefit
from cities.directory.viewer import Viewer
from cities.models import City
from icaforum.audit.verbs import Words
from pilots.pairings.models import Milestone, Pairing
from pilots.projects.models import PilotProject


def delivers(project: PilotProject, city: City) -> bool:
    """Return whether the city is one of the pilot cities of the project."""
    # In Python rather than by `filter`, so that hosts that are prefetched cost no query.
    return any(host.pk == city.pk for host in project.hosts.all())


def may_take_peers(city: City) -> bool:
    """Return whether the city's tier includes taking on peer cities; False without a membership."""
    membership = city.membership
    return membership is not None and membership.includes(Benefit.TAKE_PEERS)


def may_be_paired(city: City) -> bool:
    """Return whether the city's tier includes learning from a pilot city; False without a membership.

    A pilot city may: it can itself learn from another one.
    """
    membership = city.membership
    return membership is not None and membership.includes(Benefit.BE_PAIRED)


def pauses(city: City) -> bool:
    """Return whether the city pauses in the Forum: no new pairing is proposed to it."""
    membership = city.membership
    return membership is not None and membership.is_paused


def answering_cities(viewer: Viewer, pairing: Pairing, answered: set[int]) -> list[int]:
    """Return the keys of the cities for which the viewer can still say yes or no, the pilot city first.

    `answered` holds the keys of the cities that have said yes already.
    """
    if pairing.state != Pairing.State.PROPOSED:
        return []
    return [city for city in pairing.city_ids if city in viewer.lead_of and city not in answered]


def is_of_the_pair(viewer: Viewer, pairing: Pairing) -> bool:
    """Return whether the viewer is a person of one of the two cities."""
    return any(city in viewer.city_ids for city in pairing.city_ids)


def leads_in_the_pair(viewer: Viewer, pairing: Pairing) -> bool:
    """Return whether the viewer is a lead contact of one of the two cities."""
    return any(city in viewer.lead_of for city in pairing.city_ids)


def may_correct(viewer: Viewer, pairing: Pairing) -> bool:
    """Return whether the viewer may change what stands in its plan: people of the two, and the secretariat.

    It brings back words that were lost, and writes nothing of its own.
    """
    return viewer.runs(Pairing) or is_of_the_pair(viewer, pairing)


def may_end_now(viewer: Viewer, pairing: Pairing) -> bool:
    """Return whether the viewer may end it before its time: the secretariat, or a lead while it runs.

    A lead answers a proposal instead.
    """
    return viewer.runs(Pairing) or (pairing.is_running and leads_in_the_pair(viewer, pairing))


def still_answers(viewer: Viewer, pairing: Pairing) -> bool:
    """Return whether the viewer leads a city that has not answered the proposal yet."""
    answered = {consent.city_id for consent in pairing.consents.all()}
    return bool(answering_cities(viewer, pairing, answered))


@dataclass(frozen=True)
class Deed:
    """What somebody does to a pairing: in which of its states, and who. Page and verb ask the same one.

    `not_now` and `not_yours` are said where the state does not fit, and to others.
    """

    states: tuple[str, ...]
    who: Callable[[Viewer, Pairing], bool]
    not_now: Words
    not_yours: Words

    def is_open_to(self, viewer: Viewer, pairing: Pairing) -> bool:
        """Return whether the viewer may do it now."""
        return pairing.state in self.states and self.who(viewer, pairing)


_NOT_RUNNING = gettext_lazy("This pairing is not running, so its plan cannot be changed.")
_PEOPLE = gettext_lazy("Only people of the two cities can do this.")
_LEADS = gettext_lazy("A lead contact of one of the two cities can do this.")
_ACTIVE, _PAUSED = (Pairing.State.ACTIVE,), (Pairing.State.PAUSED,)

WRITE = Deed(Pairing.RUNNING, is_of_the_pair, _NOT_RUNNING, _PEOPLE)
CHANGE = Deed(Pairing.RUNNING, may_correct, _NOT_RUNNING, _PEOPLE)
PAUSE = Deed(_ACTIVE, is_of_the_pair, gettext_lazy("Only an active pairing can be paused."), _PEOPLE)
RESUME = Deed(_PAUSED, is_of_the_pair, gettext_lazy("This pairing is not paused."), _PEOPLE)
COMPLETE = Deed(Pairing.RUNNING, leads_in_the_pair, _NOT_RUNNING, _LEADS)
WITHDRAW = Deed(Pairing.LIVE, may_end_now, gettext_lazy("This pairing has ended already."), _LEADS)
EXPLAIN = Deed(
    Pairing.ENDED,
    lambda viewer, _pairing: viewer.runs(Pairing),
    gettext_lazy("This pairing has not ended."),
    gettext_lazy("The secretariat can do this."),
)
ANSWER = Deed(
    (Pairing.State.PROPOSED,),
    still_answers,
    gettext_lazy("This proposal has been answered already."),
    gettext_lazy("A lead contact of a city that has not answered yet can do this."),
)

DEEDS = {
    "write": WRITE,
    "change": CHANGE,
    "answer": ANSWER,
    "pause": PAUSE,
    "resume": RESUME,
    "complete": COMPLETE,
    "withdraw": WITHDRAW,
}


def owns(viewer: Viewer, step: Milestone) -> bool:
    """Return whether it is a step of a city of the viewer: nobody says of the other's that it is done."""
    return step.owner_id in viewer.city_ids


def may_reopen(step: Milestone, today: date) -> bool:
    """Return whether somebody who may write can take back that a step is done: on the same day alone.

    Later it is no slip of the hand, and the other city has read it as done.
    """
    return step.done_on == today


def quiet_days(last_activity: date, today: date, *, worth_saying: int) -> int | None:
    """Return for how many days nothing has happened, or None before it is worth saying.

    `last_activity` is the last day on which a step was done or the cities met, `worth_saying` the number in
    the Forum's settings.
    """
    silence = (today - last_activity).days
    return silence if silence >= worth_saying else None
