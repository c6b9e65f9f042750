"""Who may read what partners offer, and which title is another one. Pure: no rows, no clock."""

from collections.abc import Mapping
from difflib import SequenceMatcher

from cities.directory.viewer import Viewer
from cities.partners.models import Expertise

# So much alike two titles are, of 1, where the later one mends the earlier: a letter, a year, a word more.
ALIKE = 0.7


def may_read(viewer: Viewer) -> bool:
    """Return whether somebody reads what partners can help with: members, and staff of expertise."""
    return viewer.is_member or viewer.manages(Expertise)


def is_another_title(was: str, now: str) -> bool:
    """Return whether a title says something else than before, and not the same with a mistake mended."""
    return SequenceMatcher(None, was.casefold(), now.casefold(), autojunk=False).ratio() < ALIKE


def is_called_otherwise(was: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Return whether a thing has another title than before in a language; the titles are by language.

    One more language, or one less, is no other title; but where none has stayed, one of them has to be alike.
    """
    if not was or not now:
        return False
    if both := was.keys() & now.keys():
        return any(is_another_title(was[language], now[language]) for language in both)
    return all(is_another_title(one, other) for one in was.values() for other in now.values())
