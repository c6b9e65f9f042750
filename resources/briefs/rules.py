"""When something of a text in short is due, and in which languages one can be written. Pure."""

from collections.abc import Collection
from datetime import timedelta

from icaforum.words.languages import LANGUAGE_CHOICES

REMIND_AFTER = timedelta(days=7)
"""How long it waits until its checkers are asked once more."""


def free_languages(taken: Collection[str]) -> list[tuple[str, str]]:
    """Return the languages, with their own names, in which there is neither the text nor a short one."""
    return [(code, name) for code, name in LANGUAGE_CHOICES if code not in taken]
