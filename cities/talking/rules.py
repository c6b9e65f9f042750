"""How a city that does not want to be named is described, and what somebody agrees to.

Pure: no rows, no clock.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from cities.talking.descriptions import Band, described

FEWEST = 5
"""A description fits so many member cities at least, or it is not used."""

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
    """Return the closest description of a city that fits five of those that could have written the text.

    `among` are the member cities that could: asked, and not named beside it already. The city itself counts
    as one of them. None where even «A member city» would be one of fewer than five.
    """
    could = {other.key: other for other in among if other.writes(language)} | {city.key: city}
    by_region = Counter(other.region for other in could.values())
    by_both = Counter((other.region, other.band) for other in could.values())
    if city.region and city.band and by_both[city.region, city.band] >= FEWEST:
        return Description(city.band, city.region)
    if city.region and by_region[city.region] >= FEWEST:
        return Description(region=city.region)
    return Description() if len(could) >= FEWEST else None
