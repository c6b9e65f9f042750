"""A row of the sheet while it is judged: what its cells mean, and what was found out about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cities.directory.gazetteer import one_key
from cities.directory.models import City
from cities.launch.columns import BY_KEY, PERSON
from cities.launch.problems import Problem, Unclear
from cities.launch.reading import BROKEN, FORMULA
from icaforum.words.names import sort_key


@dataclass(frozen=True)
class Place:
    """The city or partner of a row: an entry of the directory, or one that is new in it.

    Two rows are about the same one where this is equal.
    """

    key: int = 0
    name: str = field(default="", compare=False)
    kind: str = field(default="", compare=False)
    country: str = field(default="", compare=False)
    sorts: str = ""  # of a new one, with its country

    @classmethod
    def of(cls, city: City) -> "Place":
        """Return that of an entry."""
        return cls(city.pk, city.name, city.kind, str(city.country))

    @classmethod
    def new(cls, name: str, *, kind: str, country: str) -> "Place":
        """Return that of one that the directory does not hold."""
        same = sort_key(name) if kind == City.Kind.PARTNER else one_key(name, country)
        return cls(0, name, kind, country, f"{same} {country} {kind}")

    @property
    def is_partner(self) -> bool:
        """Whether it is a partner organisation."""
        return self.kind == City.Kind.PARTNER


@dataclass
class Line:
    """One row: its number and cells, and as it is judged what they mean and what was found."""

    number: int
    cells: Mapping[str, str]
    settled: frozenset[str] = frozenset()
    is_out: bool = False
    place: Place | None = None
    tier: str = ""  # its word, or «partner»; empty where the row does not say it
    since: date | None = None
    name: str = ""
    email: str = ""
    role: str = ""
    language: str = "en"
    backers: list[Place] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    does: list[str] = field(default_factory=list)

    def text(self, column: str) -> str:
        """Return what stands in a column; empty where its cell could not be read."""
        text = self.cells.get(column, "")
        return "" if text.startswith((FORMULA, BROKEN)) else text

    def note(self, code: str, column: str = "", *offers: str, value: str | None = None, **more: Any) -> None:
        """Note a problem; one that may stand is left out once somebody called it right."""
        words = self.cells.get(column, "") if value is None else value
        problem = Problem(
            code, column, words.removeprefix(BROKEN), offers, {k: str(v) for k, v in more.items()}
        )
        if problem.stops or code not in self.settled:
            self.problems.append(problem)

    def understand(self, column: str, read: Callable[[str], Any]) -> Any:
        """Return what a cell means by `read`, or None and a problem; None too for an empty cell."""
        text = self.text(column)
        if not text:
            return None
        try:
            return read(text)
        except Unclear as unclear:
            self.note(unclear.code, column, *unclear.offers, **unclear.more)
            return None

    def has(self, code: str) -> bool:
        """Return whether this was found."""
        return any(problem.code == code for problem in self.problems)

    @property
    def names_a_person(self) -> bool:
        """Whether anything of a person stands in the row."""
        return any(self.cells.get(column) for column in PERSON if column != "language")

    @property
    def stops(self) -> bool:
        """Whether the row stands in the way of the import."""
        return any(problem.stops for problem in self.problems)

    @property
    def ready(self) -> bool:
        """Whether it can be counted among the rows of its city."""
        return not self.is_out and self.place is not None


def note_odd_cells(line: Line) -> None:
    """Note cells without a text, texts that do not fit, and cells beyond the last heading."""
    if line.cells.get("more"):
        line.note("more_cells", "more", value="")
    if line.cells.get("hidden"):
        line.note("hidden", "hidden", value="")
    for column, text in line.cells.items():
        if text == FORMULA:
            line.note("formula", column, value="")
        elif text.startswith(BROKEN):
            line.note("broken_cell", column)
        elif column in BY_KEY and len(text) > BY_KEY[column].longest:
            line.note("too_long", column, value=text[:80], most=BY_KEY[column].longest)
