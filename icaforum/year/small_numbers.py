"""Small numbers of people are not shown, and no sum, difference or other span gives them back. Pure.

What is counted of people stands in cells, one for a quarter that is over and a region. A cell of one to four
is dropped, and every number that is shown is the sum of the cells that were kept: whatever is subtracted from
what, of one page or of two spans, is again a sum of kept cells.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext as _

from cities.talking.rules import FEWEST
from icaforum.year.spans import Quarter

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Protected:
    """A number of people as it is shown: at least so many; `is_whole` says that nothing was dropped."""

    number: int = 0
    is_whole: bool = True


def is_small(number: int) -> bool:
    """Whether there are some, and too few of them to be shown."""
    return 0 < number < FEWEST


def added_up(cells: Iterable[int]) -> Protected:
    """Return the sum of the cells that are not too small."""
    some = list(cells)
    return Protected(
        sum(it for it in some if not is_small(it)), is_whole=not any(is_small(it) for it in some)
    )


def by_row(cells: Mapping[tuple[Key, Quarter], int], rows: Iterable[Key]) -> dict[Key, Protected]:
    """Return the sum of each row's kept cells; a cell is named by its row and its quarter."""
    return {row: added_up(number for (of, _at), number in cells.items() if of == row) for row in rows}


def kept(parts: Mapping[Key, Sequence[int]]) -> list[Key]:
    """Return the keys under which each part is nought or large enough: the others go with all their parts."""
    return [key for key, numbers in parts.items() if not any(is_small(it) for it in numbers)]


def told_apart(sizes: Mapping[Key, int]) -> Collection[Key]:
    """Return the rows that can be shown of groups of these sizes beside their total.

    Not those of fewer than five; where these alone would be found by subtraction, the next smallest goes too.
    """
    small = {key for key, size in sizes.items() if is_small(size)}
    hidden = sum(sizes[key] for key in small)
    others = sorted((size, str(key), key) for key, size in sizes.items() if size and key not in small)
    if small and (hidden < FEWEST or len(small) == 1) and others:
        small.add(others[0][2])
    return [key for key in sizes if key not in small]


def at_least(found: Protected) -> str:
    """Return a number of people in words: what was dropped can only make it larger."""
    if found.is_whole:
        return str(found.number)
    return _("%(n)d or more") % {"n": found.number} if found.number else _("not shown")
