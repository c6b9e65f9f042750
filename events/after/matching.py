"""Who of an event's people a participant of a report is; pure, without queries or writes."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from math import ceil

from events.after.models import AttendanceRow
from events.after.reading import Participant
from icaforum.words.addresses import plain_address
from icaforum.words.names import plain_words

Verdict = AttendanceRow.Verdict

# How much two words of names must have in common: «Thomas» and «Tomas» have 0.91, «Ana» and «Anna» 0.86.
ALIKE = 0.8
MOST_OFFERS = 3
# Words that devices and programs add, and that are no part of a name.
_DEVICES = {
    *("iphone", "ipad", "android", "galaxy", "samsung", "huawei", "pixel", "phone", "mobile", "tablet"),
    *("laptop", "macbook", "desktop", "guest", "gast", "unverified", "external", "extern", "she", "her"),
    *("he", "him", "they", "them", "mr", "mrs", "ms", "dr"),
}
# Programs that write down or record what is said come as if they were people.
_PROGRAMS = re.compile(r"note ?taker|otter ?ai|fireflies|read ?ai|fathom|meeting notes|tl dv|recall ai")
SHORTEST = 3
# So many words of a participant are looked for: whoever comes may type any name.
MOST_WORDS = 8


@dataclass(frozen=True)
class Person:
    """Somebody with a row at the event: its key, what the person is called, whether there is a place."""

    key: int
    name: str
    addresses: frozenset[str]
    city: str = ""
    has_place: bool = True
    opened: bool = False


@dataclass(frozen=True)
class Found:
    """What a participant is taken for: the key of somebody's row, and whom it may be otherwise."""

    verdict: str
    key: int | None = None
    offers: list[int] = field(default_factory=list)


class Matching:
    """All people of an event, by what they can be found by, and who is no participant of it."""

    def __init__(
        self, people: Iterable[Person], *, guests: Iterable[str] = (), hosts: Iterable[str] = ()
    ) -> None:
        """Take who has a row at the event, names of speakers and guests, addresses of hosts and guests."""
        self.people = {person.key: person for person in people}
        self.hosts = {plain_address(address) for address in hosts}
        self.guests = {plain_words(name) for name in guests}
        self._by_address: dict[str, Person] = {}
        self._by_plain: dict[str, set[int]] = defaultdict(set)
        self._by_name: dict[str, list[Person]] = defaultdict(list)
        self._by_word: dict[str, list[Person]] = defaultdict(list)
        for person in self.people.values():
            self._by_address |= dict.fromkeys(person.addresses, person)
            for address in person.addresses:
                self._by_plain[plain_address(address)].add(person.key)
            self._by_name[plain_words(person.name)].append(person)
            for word in set(plain_words(person.name).split()):
                self._by_word[word].append(person)
        self._by_pair: dict[str, list[str]] = defaultdict(list)
        for word in self._by_word:
            for pair in _pairs(word):
                self._by_pair[pair].append(word)
        self._near: dict[str, list[str]] = {}

    def judge(self, row: Participant) -> Found:
        """Return who a participant is: sure by the address, or by a full name that one person has here.

        A name beside an address that nobody here has is a question, with that person as the first answer.
        """
        person = self._with_address(row.address) if row.address else None
        if person and person.has_place:
            return Found(Verdict.ADDRESS, person.key)
        if person:
            return Found(Verdict.UNCLEAR, offers=[person.key])
        same = [it for it in self._called(row.name) if it.has_place]
        if len(same) == 1 and not row.address and len(plain_words(same[0].name).split()) > 1:
            return Found(Verdict.NAME, same[0].key)
        if not same and self._is_guest(row):
            return Found(Verdict.GUEST)
        return Found(Verdict.UNCLEAR, offers=self._offers(row))

    def _with_address(self, address: str) -> Person | None:
        """Return whose address it is, or, where one alone has it, whose it is without what follows a plus."""
        plain = self._by_plain.get(plain_address(address), set())
        same = self.people[next(iter(plain))] if len(plain) == 1 else None
        return self._by_address.get(address) or same

    def _called(self, name: str) -> list[Person]:
        """Return the people of exactly this name, which may stand in brackets behind or before another."""
        found = {it.key: it for part in _variants(name) for it in self._by_name.get(part, ())}
        return list(found.values())

    def _is_guest(self, row: Participant) -> bool:
        host = row.is_host or (row.address and plain_address(row.address) in self.hosts)
        speaks = any(part in self.guests for part in _variants(row.name))
        return bool(host or speaks or _PROGRAMS.search(plain_words(row.name)))

    def _offers(self, row: Participant) -> list[int]:
        """Return the keys of those it may be, the likeliest first: by the words that both names share."""
        marks: dict[int, float] = defaultdict(float)
        words = [word for word in plain_words(row.name).split() if word not in _DEVICES]
        for word in list(dict.fromkeys([*words, *_words_before_at(row.address)]))[:MOST_WORDS]:
            for near in self._alike(word):
                for person in self._by_word[near]:
                    marks[person.key] += 1 if near == word else 0.8
        said = plain_words(row.name)
        for key in marks:
            person = self.people[key]
            marks[key] += 0.3 * person.has_place + 0.2 * person.opened
            marks[key] += 0.2 * bool(person.city and plain_words(person.city) in said)
        return sorted(marks, key=lambda key: (-marks[key], key))[:MOST_OFFERS]

    def _alike(self, word: str) -> Sequence[str]:
        """Return the words of names here that are this word, or are written nearly so."""
        if word not in self._near:
            shared = Counter(near for pair in _pairs(word) for near in self._by_pair.get(pair, ()))
            maybe = [near for near, count in shared.items() if count >= _fewest_shared(word, near)]
            self._near[word] = get_close_matches(word, maybe, 3, ALIKE)
        return self._near[word]


def _pairs(word: str) -> set[str]:
    """Return each two letters of a word that follow each other; none of a word that is too short."""
    return {word[at : at + 2] for at in range(len(word) - 1)} if len(word) >= SHORTEST else set()


def _fewest_shared(word: str, near: str) -> int:
    """Return how many pairs two words share at least, if they are alike: the others need no measuring."""
    letters = len(word) + len(near)
    same = ceil(ALIKE * letters / 2)
    # Between two parts that both have stands a letter that one has not; a pair of `word` counts once.
    parts = letters - 2 * same + 1
    repeated = len(word) - 1 - len(_pairs(word))
    return same - parts - repeated


def _variants(name: str) -> list[str]:
    """Return a name whole, without brackets, and what stands in them: «Paulo (Paulo Lima)»."""
    parts = [name, re.sub(r"\([^)]*\)", " ", name), *re.findall(r"\(([^)]*)\)", name)]
    if name.count(",") == 1:  # «Lima, Paulo»
        last, first = re.sub(r"\([^)]*\)", " ", name).split(",") if "," in parts[1] else ("", "")
        parts.append(f"{first} {last}")
    return [it for it in dict.fromkeys(plain_words(part) for part in parts) if it]


def _words_before_at(address: str) -> list[str]:
    """Return the words before the sign of an address: «p.lima@…» says «lima»."""
    return [word for word in plain_words(address.partition("@")[0]).split() if len(word) >= SHORTEST]
