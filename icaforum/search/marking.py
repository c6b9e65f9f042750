"""Where in a text the words stand that were typed."""

import re
import unicodedata
from collections.abc import Sequence

# Letters before and behind the word where the text is long.
AROUND = 50


def mark(text: str, words: Sequence[str]) -> list[tuple[bool, str]]:
    """Return the text around the first of the words in pieces, each with whether it is the word.

    The word is marked to its end. Empty where none of the text begins so. Case and accents do not matter.
    """
    plain = _plain(text)
    for word in words:
        begins = r"(?<!\w)" if word[:1].isalnum() else ""
        if found := re.search(begins + re.escape(_plain(word)) + r"\w*", plain):
            first, last = found.span()
            return [(False, _end(text[:first])), (True, text[first:last]), (False, _start(text[last:]))]
    return []


def _start(text: str) -> str:
    """Return the first words of a text; a word longer than all that is shown is cut."""
    cut = text[:AROUND]
    return text if cut == text else (cut.rpartition(" ")[0] or cut) + "…"


def _end(text: str) -> str:
    """Return the last words of a text; a word longer than all that is shown is cut."""
    cut = text[-AROUND:]
    return text if cut == text else "…" + (cut.partition(" ")[2] or cut)


def _plain(text: str) -> str:
    """Return the letters small and without accents, each in the place it had."""
    return "".join((unicodedata.normalize("NFKD", letter)[:1] or letter).lower()[:1] for letter in text)
