"""Which line of a list holds its headings, and what each of them stands for; mistyped ones are understood."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cities.launch.columns import BY_KEY, column_of, near_column

# Rows above the headings (a title, a date), and the columns that are looked at.
TITLES, WIDEST = 20, 60

Lines = Sequence[tuple[int, list[str]]]
"""Lines of a table with their numbers in the file, each a list of texts."""


@dataclass(frozen=True, order=True)
class Headings:
    """Where the headings stand: how many are known, on which line, and the key of each column."""

    known: int = 0
    line: int = field(default=0, compare=False)
    columns: tuple[str, ...] = field(default=(), compare=False)
    unknown: tuple[str, ...] = field(default=(), compare=False)
    twice: tuple[str, ...] = field(default=(), compare=False)
    # Mistyped ones, each with the key of the column that it is taken for.
    taken: tuple[tuple[str, str], ...] = field(default=(), compare=False)


def headings_of(lines: Lines) -> Headings:
    """Return the first line, of those with a heading for the city, that holds the most known ones."""
    found = Headings()
    for at, (_number, cells) in enumerate(lines[:TITLES]):
        exact = [column_of(cell) for cell in cells[:WIDEST]]
        keys = _with_near(cells, exact)
        known = [key for key in keys if key]
        if "city" in known and len(set(known)) > max(1, found.known):
            unknown = [cell for cell, key in zip(cells, keys, strict=False) if cell and not key]
            taken = [(cells[place], key) for place, key in enumerate(keys) if key and not exact[place]]
            twice = [str(BY_KEY[key].heading) for key in dict.fromkeys(known) if known.count(key) > 1]
            found = Headings(len(set(known)), at, tuple(keys), tuple(unknown), tuple(twice), tuple(taken))
    return found


def _with_near(cells: list[str], keys: list[str]) -> list[str]:
    """Return the keys, and for mistyped headings those of columns that are missing.

    Only beside a heading that is right: a row of a list is no line of mistyped headings.
    """
    if not any(keys):
        return keys
    made = list(keys)
    for at, cell in enumerate(cells[:WIDEST]):
        if cell and not keys[at] and (near := near_column(cell)) and near not in made:
            made[at] = near
    return made


def first_known(tables: Sequence[Lines]) -> list[str]:
    """Return the keys of the line that holds the most headings, where there is none for the city."""
    lines = [
        [key for key in map(column_of, cells[:WIDEST]) if key] for it in tables for _n, cells in it[:TITLES]
    ]
    return max(lines, key=len, default=[])
