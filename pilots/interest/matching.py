"""Which city learns in which project: a ranking for each city, and the best whole assignment. Pure.

Theme and order of wishes are all that counts: a related theme before none, an earlier wish before a later
one. Neither hours nor languages are known here. The best assignment gives as many cities a place as there is
room for; of those, the one whose pairs fit best; and where two are equal, lots decide, which are drawn from
the keys, so that the same question has the same answer each time.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import networkx as nx

Pair = tuple[int, int]
"""The keys of an interest and of a project."""

RELATED = 4
"""What a related theme counts: more than the first wish does before the last."""

WISHES = {1: 3, 2: 2, 3: 1}
"""What a wish counts, by its number."""


class Unmet(StrEnum):
    """Why a wish came to nothing; the values are stored."""

    DECLINED = "declined"  # a pairing was proposed, and was declined or withdrawn
    OWN = "own"  # the city delivers the project itself
    GONE = "gone"  # the project has ended, or is not out for the city any more
    ELSEWHERE = "elsewhere"  # the city learns in another pairing by now
    AWAY = "away"  # the city pauses, or has left
    SET = "set"  # the secretariat chose another pair
    EARLIER = "earlier"  # another wish of the city was met, which counts more
    APART = "apart"  # the secretariat keeps the two apart
    FULL = "full"  # the project has no room
    PLACES = "places"  # all places of the call are given
    CLOSER = "closer"  # those who got its places fit it better
    LOT = "lot"  # they fit as well, and lots were drawn
    MORE = "more"  # so more cities get a place, or fit better together


@dataclass(frozen=True)
class Asking:
    """An interest as matching sees it: its key, the projects that it names in its order, its themes."""

    key: int
    wishes: tuple[int, ...]
    themes: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Offering:
    """A project as matching sees it: its key, how many cities it takes now, its themes."""

    key: int
    room: int
    themes: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Fit:
    """How a city and a project fit: the themes that both have, and the number of the wish, 0 for none."""

    interest: int
    project: int
    themes: tuple[int, ...]
    wish: int

    @property
    def score(self) -> int:
        """What the pair counts."""
        return (RELATED if self.themes else 0) + WISHES.get(self.wish, 0)


@dataclass(frozen=True)
class Assignment:
    """Who learns where: a fit for each city that gets a place, and why the other wishes came to nothing.

    `kept_out` are the pins for which there was no room.
    """

    fits: Mapping[int, Fit]
    unmet: Mapping[Pair, Unmet] = field(default_factory=dict)
    kept_out: tuple[Pair, ...] = ()

    @property
    def worth(self) -> tuple[int, int]:
        """How good it is: how many cities have a place, and what their pairs count together."""
        return len(self.fits), sum(fit.score for fit in self.fits.values())


def fit_of(asking: Asking, offering: Offering) -> Fit:
    """Return how a city and a project fit."""
    wish = asking.wishes.index(offering.key) + 1 if offering.key in asking.wishes else 0
    return Fit(asking.key, offering.key, tuple(sorted(asking.themes & offering.themes)), wish)


def ranking(asking: Asking, offerings: Iterable[Offering]) -> list[Fit]:
    """Return the projects that a city names, those that fit best first; equal ones in its own order."""
    fits = [fit_of(asking, it) for it in offerings if it.key in asking.wishes]
    return sorted(fits, key=lambda fit: (-fit.score, fit.wish, fit.project))


def lot_of(interest: int) -> str:
    """Return the lot of an interest: the smaller one is served first where two fit equally well."""
    return hashlib.sha256(f"lot of {interest}".encode()).hexdigest()


def assign(
    askings: Sequence[Asking],
    offerings: Sequence[Offering],
    *,
    places: int,
    fixed: Collection[Pair] = (),
    pinned: Iterable[Pair] = (),
    apart: Iterable[Pair] = (),
) -> Assignment:
    """Return the best whole assignment: each city in one project at most, no project above its room.

    `places` bound them all together. `fixed` pairs stand already, and the room of their projects counts them.
    After them come `pinned` pairs, whether the city named the project or not; pairs of `apart` never come.
    The order in which rows are given changes nothing.
    """
    asked = {it.key: it for it in askings}
    offered = {it.key: it for it in offerings}
    never = set(apart)
    room = {it.key: it.room for it in offerings}
    fits: dict[int, Fit] = {}
    for interest, project in fixed:
        fits[interest] = fit_of(asked[interest], offered[project])
        room[project] -= 1
    kept_out, pins = [], set(pinned)
    for interest, project in sorted(pins - set(fixed), key=lambda pair: (lot_of(pair[0]), pair)):
        known = interest in asked and project in offered and (interest, project) not in never
        if not known or interest in fits or room[project] <= 0 or len(fits) >= places:
            kept_out.append((interest, project))
            continue
        fits[interest] = fit_of(asked[interest], offered[project])
        room[project] -= 1
    free = [it for it in askings if it.key not in fits]
    edges = [
        fit
        for asking in free
        for fit in ranking(asking, offerings)
        if (fit.interest, fit.project) not in never
    ]
    for fit in _best(edges, room, places - len(fits)):
        fits[fit.interest] = fit
    chosen = {fit.interest for fit in fits.values() if (fit.interest, fit.project) in pins}
    facts: Any = {"offered": offered, "never": never, "places": places, "chosen": chosen}
    unmet = {
        (asking.key, wish): _why_not(asking, offered[wish], fits, **facts)
        for asking in askings
        for wish in asking.wishes
        if wish in offered and not (asking.key in fits and fits[asking.key].project == wish)
    }
    return Assignment(fits, unmet, tuple(kept_out))


def _best(edges: Sequence[Fit], room: Mapping[int, int], places: int) -> list[Fit]:
    """Return the pairs of the greatest flow that costs least: most cities, then the best fits, then lots."""
    edges = sorted(edges, key=lambda fit: (lot_of(fit.interest), fit.wish, fit.project))
    if not edges or places <= 0:
        return []
    # Below one point of the score: the sum of powers of two is another one for each choice of pairs, and
    # greatest for whoever drew the smaller lot. So there is one best assignment, however rows are ordered.
    unit = 2 ** len(edges)
    graph = nx.DiGraph()
    graph.add_edge("call", "places", capacity=places, weight=0)
    for place, fit in enumerate(edges):
        lot = 2 ** (len(edges) - 1 - place)
        graph.add_edge("places", ("city", fit.interest), capacity=1, weight=0)
        pair = {"capacity": 1, "weight": -(fit.score * unit + lot)}
        graph.add_edge(("city", fit.interest), ("project", fit.project), **pair)
        graph.add_edge(("project", fit.project), "all", capacity=max(room[fit.project], 0), weight=0)
    flow = nx.max_flow_min_cost(graph, "call", "all")
    return [fit for fit in edges if flow["city", fit.interest].get(("project", fit.project))]


def _why_not(
    asking: Asking,
    offering: Offering,
    fits: Mapping[int, Fit],
    *,
    offered: Mapping[int, Offering],
    never: set[Pair],
    places: int,
    chosen: set[int],
) -> Unmet:
    """Say why a wish came to nothing; the first reason that holds."""
    fit, own = fit_of(asking, offering), fits.get(asking.key)
    if own is not None and own.score >= fit.score:
        return Unmet.EARLIER
    if (asking.key, offering.key) in never or asking.key in chosen:
        return Unmet.APART if (asking.key, offering.key) in never else Unmet.SET
    if offered[offering.key].room <= 0:
        return Unmet.FULL
    there = [it for it in fits.values() if it.project == offering.key]
    if len(there) < offering.room:
        return Unmet.PLACES if own is None and len(fits) >= places else Unmet.MORE
    if any(it.interest in chosen and it.score <= fit.score for it in there):
        return Unmet.SET
    return _who_was_closer(fit, own, there)


def _who_was_closer(fit: Fit, own: Fit | None, there: Sequence[Fit]) -> Unmet:
    """Say what those who got the places of a project have before a pair that did not come."""
    least = min(it.score for it in there)
    if least > fit.score:
        return Unmet.CLOSER
    return Unmet.LOT if least == fit.score and own is None else Unmet.MORE
