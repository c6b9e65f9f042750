"""What the portal holds beside a sheet, as the rules see it: the directory, teams, invitations, accounts."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches

from cities.directory.models import City
from cities.joining.numbers import Number
from icaforum.words.names import name_keys

# How much two names must have in common: «Sao Paolo» and «São Paulo» have 0.89, «Lima» and «Limoges» 0.55.
ALIKE = 0.75
MOST_ALIKE, MOST_COMPARED = 3, 12


@dataclass(frozen=True)
class Known:
    """What is known of one address: its account, seats and open invitations by the key of the city."""

    is_staff: bool = False
    is_closed: bool = False
    seats: dict[int, str] = field(default_factory=dict)
    invited: set[int] = field(default_factory=set)


@dataclass
class Background:
    """All that a check reads of the portal."""

    today: date
    cities: dict[int, City]
    known: dict[str, Known]
    no_thanks: dict[str, datetime]
    # How many of those are in of which the Forum's settings allow a number.
    peers: Number
    others: Number
    # By the key of a city: whether it has a lead, and whether anybody at all, in its team or invited.
    with_lead: set[int]
    with_people: set[int]

    def __post_init__(self) -> None:
        self._by_key: dict[str, list[City]] = defaultdict(list)
        self._by_pair: dict[str, set[str]] = defaultdict(set)
        for city in self.cities.values():
            for key in {*name_keys(city.name), *city.keys}:
                self._by_key[key].append(city)
                for pair in _pairs(key):
                    self._by_pair[pair].add(key)

    def called(self, name: str) -> list[City]:
        """Return the entries of that name, as their own or another, in the order of their keys."""
        found = {city.pk: city for key in name_keys(name) for city in self._by_key.get(key, ())}
        return [found[key] for key in sorted(found)]

    def alike(self, name: str, *, country: str = "") -> list[str]:
        """Return the names of the entries whose name is written nearly so, the nearest first.

        Where a country is given, those of another one are not meant.
        """
        found: dict[str, None] = {}
        same = {city.pk for city in self.called(name)}
        for key in name_keys(name):
            # Comparing is slow, so only those are compared that have most letters side by side in common.
            shared = Counter(other for pair in _pairs(key) for other in self._by_pair.get(pair, ()))
            near = [other for other, _count in shared.most_common(MOST_COMPARED)]
            for other in get_close_matches(key, near, n=MOST_ALIKE, cutoff=ALIKE):
                cities = (city for city in self._by_key[other] if city.pk not in same)
                found |= dict.fromkeys(
                    city.name for city in cities if not country or str(city.country) in {"", country}
                )
        return list(found)[:MOST_ALIKE]


def _pairs(key: str) -> set[str]:
    return {key[at : at + 2] for at in range(max(1, len(key) - 1))}
