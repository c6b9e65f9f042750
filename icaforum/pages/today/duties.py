"""A line of Today: how many, of what, who they are, and what one does next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Model, QuerySet, Window

# So many are named; the count leads to all of them.
NAMED = 2


@dataclass(frozen=True)
class Named:
    """One of those a line counts: its name, where it is looked after (if this reader may), and a remark.

    `count` is of how many counted ones it is the name: a city stands for its people.
    """

    words: str
    url: str = ""
    remark: str = ""
    is_late: bool = False
    count: int = 1


@dataclass(frozen=True)
class Duty:
    """A line: `url` leads to exactly the rows it counts; `act` and `act_url` are the one next action.

    `is_late` is coral: past what we promised, or a city nobody answers for.
    """

    count: int
    what: str
    url: str
    named: Sequence[Named] = ()
    advice: str = ""
    act: str = ""
    act_url: str = ""
    is_late: bool = False

    @property
    def more(self) -> bool:
        """Whether some are counted that are not named."""
        return bool(self.named) and self.count > sum(one.count for one in self.named)


def view_right(model: type[Model]) -> str:
    """Return the name of the right to open the lists of a model."""
    return f"{model._meta.app_label}.view_{model._meta.model_name}"


def first_of(rows: QuerySet[Any]) -> tuple[list[Any], int]:
    """Return the first rows, which are named, and how many there are, at one statement."""
    shown = list(rows.annotate(_all=Window(Count("pk")))[:NAMED])
    return shown, shown[0]._all if shown else 0
