"""The rules of who was there, as functions without queries or writes."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from events.after.reading import Part

PRESENT_FROM = 10
"""From so many minutes on somebody was there; of a meeting of less than twice that, half of it is enough."""


def minutes_of(parts: Iterable[Sequence[int | str | None]]) -> int | None:
    """Return how long somebody was there, each minute once however many devices; None where it is not known.

    Where all parts have their times, these are laid upon each other; else the minutes of the parts add up.
    """
    known = [Part(*part) for part in parts]  # type: ignore[arg-type]  # as JSON keeps them
    if known and all(part.begin and part.end for part in known):
        return _together(known)
    counted = [part.minutes for part in known if part.minutes is not None]
    return sum(counted) if counted else None


def _together(parts: Iterable[Part]) -> int:
    spans = sorted(
        (datetime.fromisoformat(part.begin), datetime.fromisoformat(part.end))
        for part in parts
        if part.begin and part.end
    )
    whole, until = timedelta(), spans[0][0]
    for begin, end in spans:
        whole += max(end - max(begin, until), timedelta())
        until = max(until, end)
    return int(whole.total_seconds() // 60)


def limit_of(length: int) -> int:
    """Return from how many minutes on somebody was there, for a meeting of this length in minutes."""
    return min(PRESENT_FROM, max(length // 2, 1))


def was_there(minutes: int | None, length: int) -> bool:
    """Return whether somebody was there; who stands in a report that counts no minutes was."""
    return minutes is None or minutes >= limit_of(length)
