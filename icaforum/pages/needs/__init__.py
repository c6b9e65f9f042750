"""«Needs you» of My Forum: what is urgent for one person, the most urgent first, and the step to take.

To name one more thing: a function of who looks and when that yields needs, in its place in `SOURCES`.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import chain, islice

from cities.directory.viewer import Viewer
from events.models import Registration
from icaforum.pages.needs import pairings, people, texts
from icaforum.pages.needs.need import NEEDS, Looking, Need

SOURCES: tuple[Callable[[Looking], Iterator[Need]], ...] = (
    # What passes within the hour, then where people wait for an answer, then what is late, then silence.
    people.doors,
    pairings.proposals,
    people.access_requests,
    people.yearly,
    people.letters,
    people.requests_for_help,
    texts.questions,
    texts.briefs,
    texts.contributions,
    texts.projects,
    texts.calls,
    texts.interests,
    texts.measures,
    texts.uses,
    pairings.two_questions,
    pairings.late_steps,
    pairings.quiet_pairings,
    texts.silent_projects,
)


def needs_of(viewer: Viewer, places: Sequence[Registration], now: datetime) -> list[Need]:
    """Return what waits for somebody; later sources are asked only while there is room."""
    looking = Looking(viewer, places, now)
    return list(islice(chain.from_iterable(source(looking) for source in SOURCES), NEEDS))
