"""What a part of the year is made of: a finding in words, tables, and a drawing beside them."""

from dataclasses import dataclass
from typing import Self

from cities.measures.figures import Figures
from cities.measures.sheet import Drawing
from icaforum.audit.admin.exports import Cell


class Said(str):
    """A cell with a title that people wrote: in its language, leading to its page."""

    __slots__ = ("language", "url")
    language: str
    url: str

    @classmethod
    def of(cls, title: str, language: str, url: str) -> Self:
        """Return a title in its language; an empty language is the reader's."""
        said = cls(title)
        said.language, said.url = language, url
        return said


@dataclass(frozen=True)
class Table:
    """A table: `rows` begin with their name; page and file have the same cells."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Gap:
    """The gap of a measure in a list: its city, its title, its figures."""

    city: str
    title: Said
    figures: Figures


@dataclass(frozen=True)
class Part:
    """A part of the year. `key` names it in addresses; `notes` say what is counted, and how.

    `more` are tables of the file alone, where the page draws the first of their rows.
    """

    key: str
    title: str
    finding: str
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    wide: Drawing | None = None
    narrow: Drawing | None = None
    gaps: tuple[Gap, ...] = ()
    more: tuple[Table, ...] = ()

    @property
    def is_wide(self) -> bool:
        """Whether it has the whole width of the page, for what is drawn there."""
        return self.wide is not None or bool(self.gaps)

    @property
    def records(self) -> list[tuple[Cell, ...]]:
        """Its tables as the rows of a file, each under its title, with what is said of them."""
        rows: list[tuple[Cell, ...]] = [(self.title,), (self.finding,)]
        for table in (*self.tables, *self.more):
            rows += [(), (table.title,), table.head, *table.rows]
        return [*rows, (), *((note,) for note in self.notes)]


@dataclass(frozen=True)
class Headline:
    """One of the large numbers at the head of the page."""

    number: str
    label: str
    remark: str = ""
