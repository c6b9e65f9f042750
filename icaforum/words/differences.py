"""What differs between two texts, word by word, and how two changes of one text go together."""

import re
from difflib import SequenceMatcher
from typing import Literal

Part = tuple[Literal["same", "out", "in"], str]
"""Words that stayed, were taken away or were put in."""

# A word with the space after it, so that the parts put together are the text again.
_WORD = re.compile(r"\S+\s*|\s+")

# Comparing takes the product of both lengths at worst, so longer texts are shown whole.
MOST_WORDS = 3000


def marked(before: str, after: str) -> list[Part]:
    """Return `after` in parts, and between them the words of `before` that were taken away."""
    old, new = _words(before), _words(after)
    parts: list[Part] = []
    for kind, a, b, c, d in _matcher(old, new).get_opcodes():
        if kind == "equal":
            parts.append(("same", "".join(old[a:b])))
            continue
        # A word at the end of a text has no space behind it, and the next part would touch it.
        parts += [("out", "".join(old[a:b]))] if b > a else []
        parts += [("in", "".join(new[c:d]))] if d > c else []
    return parts


def together(before: str, one: str, other: str) -> str | None:
    """Return a text with the changes of both; None where they changed the same words."""
    old = _words(before)
    changes = sorted(_changes(old, _words(one)) + _changes(old, _words(other)))
    made: list[str] = []
    reached = 0
    last: tuple[int, int, list[str]] | None = None
    for change in changes:
        start, end, put_in = change
        if change == last:  # both did the same
            continue
        # Two that touch are no two: nobody can say in which order the words belong.
        if last and (start < reached or start == last[0] or start == last[1]):
            return None
        made += [*old[reached:start], *put_in]
        reached, last = end, change
    return "".join([*made, *old[reached:]])


def _changes(old: list[str], new: list[str]) -> list[tuple[int, int, list[str]]]:
    """Return what was changed: from which word of the old text to which, and what stands there now."""
    codes = _matcher(old, new).get_opcodes()
    return [(a, b, new[c:d]) for kind, a, b, c, d in codes if kind != "equal"]


def _matcher(old: list[str], new: list[str]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, old, new, autojunk=False)


def _words(text: str) -> list[str]:
    words = _WORD.findall(text)
    return words if len(words) <= MOST_WORDS else [text]
