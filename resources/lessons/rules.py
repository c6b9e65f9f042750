"""What a paper made of quotes says. Pure: no rows, no clock."""

from collections.abc import Iterable
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
