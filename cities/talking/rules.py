"""How a city that does not want to be named is described, and what somebody agrees to.

Pure: no rows, no clock.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from cities.talking.descriptions import Band, described

FEWEST = 5
"""So many member cities at least are given the same description, or it is not used."""

# What a city that has not said its languages is taken to write: the one the Forum works in.
WORKING_LANGUAGE = "en"


BOUNDS = ((1_000_000, Band.SMALL), (3_000_000, Band.MIDDLE), (10_000_000, Band.LARGE))
"""Below which number of people which band ends."""


def seal_of(*said: str) -> str:
    """Return what stands for these words in a few letters: an agreement holds for exactly this seal.

    Only the last of them may hold a line break, or two different ones could have one seal.
    """
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Facts:
    """What is compared of a member city. `population` is None, and the others are empty, where unknown."""

    key: int
    population: int | None
    region: str
    languages: Collection[str]

    @property
    def band(self) -> Band | None:
        """Its size; None where nobody knows it."""
        if self.population is None:
            return None
        return next((band for bound, band in BOUNDS if self.population < bound), Band.HUGE)

    def writes(self, language: str) -> bool:
        """Whether people there could have written a text in this language."""
        return language in (self.languages or (WORKING_LANGUAGE,))


@dataclass(frozen=True)
class Description:
    """What stands in place of a city's name: size and region, the region alone, or neither."""

    band: str = ""
    region: str = ""

    def __str__(self) -> str:
        return described(Band(self.band) if self.band else None, self.region)


def describe(city: Facts, *, among: Iterable[Facts], language: str) -> Description | None:
    """Return the closest description of a city that at least five cities share which could have written it.

    `among` are the member cities that could: asked, and not named beside it already. One that is not among
    them, or does not say that it writes in this language, is described as some of them are. None where even
    «A member city» would be one of fewer than five.
    """
    shown = described_among(other for other in among if other.writes(language))
    if city.key in shown:
        return shown[city.key]
    used = set(shown.values())
    return next((it for it in _from_closest(city) if it in used), None)


def described_among(cities: Iterable[Facts]) -> dict[int, Description | None]:
    """Return how each of these cities is described, by its key, so that each description is of five or none.

    It does not suffice that five cities fit the words: of six in Europe, five of which are described with
    their size as well, «A city in Europe» would be the sixth. So those that are left over take the smallest
    of the closer groups with them until they are five.
    """
    there: dict[str, dict[int, Facts]] = {}
    for city in cities:
        there.setdefault(city.region, {})[city.key] = city
    regions = {name: [*found.values()] for name, found in sorted(there.items())}
    nowhere = regions.pop("", [])
    few, many = _fill(nowhere, regions)
    shown: dict[int, Description | None] = {
        city.key: Description() if len(few) >= FEWEST else None for city in few
    }
    for region, found in many.items():
        bands: dict[str, list[Facts]] = {}
        for city in found:
            bands.setdefault(city.band or "", []).append(city)
        rest, of_size = _fill(bands.pop("", []), dict(sorted(bands.items())))
        shown |= {city.key: Description(region=region) for city in rest}
        shown |= {it.key: Description(band, region) for band, group in of_size.items() for it in group}
    return shown


def _fill(rest: list[Facts], groups: dict[str, list[Facts]]) -> tuple[list[Facts], dict[str, list[Facts]]]:
    """Return the rest with the groups it takes in, the smallest first, and the groups that stand."""
    rest, groups = list(rest), dict(groups)
    for name in sorted(groups, key=lambda it: len(groups[it])):
        if len(groups[name]) < FEWEST or 0 < len(rest) < FEWEST:
            rest += groups.pop(name)
    return rest, groups


def _from_closest(city: Facts) -> Iterator[Description]:
    """Yield what can be said of a city, the closest first."""
    if city.region and city.band:
        yield Description(city.band, city.region)
    if city.region:
        yield Description(region=city.region)
    yield Description()
