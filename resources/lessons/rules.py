"""What a paper made of quotes says. Pure: no rows, no clock."""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Protocol

REMIND_AFTER = timedelta(days=7)
"""A city that has not answered is asked once more."""


class Said(Protocol):
    """What is read of a quote."""

    words: str

    @property
    def speaker(self) -> str:
        """Who says it, as the paper shows it."""


def composed(quotes: Iterable[Said]) -> str:
    """Return the text of the paper: who says it on a line, then the words, one city after the other."""
    return "\n\n".join(f"{quote.speaker}:\n\n{quote.words.strip()}" for quote in quotes)


def left_of(body: str, words: Sequence[str], gone: int) -> str | None:
    """Return the text of a paper without the words at `gone`; None where it was not composed of these.

    `words` are those of its quotes in their order, also some that never came into it. Who says the others
    stays as it was printed: a city that is not named is described no closer than it was.
    """
    reached, kept, found = 0, [], False
    for number, said in enumerate(words):
        part = re.compile(rf"[^\n]*:\n\n{re.escape(said.strip())}(?=\n\n|\Z)").match(body, reached)
        if part is None:
            continue
        reached = min(part.end() + 2, len(body))
        found = found or number == gone
        if number != gone:
            kept.append(part[0])
    return "\n\n".join(kept) if found and reached == len(body) else None
