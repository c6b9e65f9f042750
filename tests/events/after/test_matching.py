"""Whom a participant may be is found among all words of names, without measuring each against each."""

from difflib import get_close_matches
from itertools import product

from events.after.matching import ALIKE, SHORTEST, Matching, Person

PARTS = ("ba", "na", "lo", "ke", "mir", "es", "to", "van")
WORDS = ["".join(parts) for parts in product(PARTS, repeat=3)]


def people(words):
    return [Person(key, f"{one} {two}", frozenset()) for key, (one, two) in enumerate(words, start=1)]


def test_no_word_that_is_alike_is_passed_over():
    names = [*WORDS[::5], "Ann", "Anna", "Ana", "Aaaa", "Banana", "Thomas", "Tomas"]
    known = sorted({name.casefold() for name in names})
    matching = Matching(people(zip(names, names, strict=True)))
    asked = [*WORDS[::7], *known, "annna", "aaa", "aaaaa", "bananana", "ananas", "tommas", "li"]

    found = {word: matching._alike(word) for word in asked}

    alike = {word: get_close_matches(word, known, 3, ALIKE) for word in asked if len(word) >= SHORTEST}
    assert found == alike | {"li": []}
