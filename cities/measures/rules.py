"""What times of measures mean, and which figures can be. Pure: no rows, no clock."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cities.measures.gaps import Against, Figure, Kind, Series
from cities.measures.models import A_TIME
from cities.measures.reading import EARLIEST

# What people type of a month: 2023-04, 04/2023, 4.2023.
_MONTH_FIRST = re.compile(r"^(\d{1,2})\s*[./-]\s*(\d{4})$", re.ASCII)
_YEAR_FIRST = re.compile(r"^(\d{4})\s*[./-]\s*(\d{1,2})$", re.ASCII)


def read_time(typed: str) -> str:
    """Return a year or a month as it is stored, «2023» or «2023-04», empty for nothing; raises ValueError."""
    said = typed.strip()
    if found := _MONTH_FIRST.match(said):
        said = f"{found[2]}-{int(found[1]):02}"
    elif found := _YEAR_FIRST.match(said):
        said = f"{found[1]}-{int(found[2]):02}"
    if said and not re.match(A_TIME, said, re.ASCII):
        raise ValueError(typed)
    return said


def is_in_order(begins_in: str, ends_in: str) -> bool:
    """Whether it ends no earlier than it begins, as far as that is known: a year holds all its months."""
    if not begins_in or not ends_in:
        return True
    exact = min(len(begins_in), len(ends_in))
    return begins_in[:exact] <= ends_in[:exact]


def time_in_words(said: str) -> str:
    """Return a stored time as it is read: «2023» or «April 2023»."""
    year, _dash, month = said.partition("-")
    return date_format(date(int(year), int(month), 1), "YEAR_MONTH_FORMAT") if month else year


# Figures ----------------------------------------------------------------------------------------------------


def problems_of(figure: Figure, series: Series, today: date) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a figure of an indicator, each with the name of what it is about."""
    if not EARLIEST <= figure.year <= today.year or (figure.day and figure.day > today):
        words = _("“%(value)s”: a year from %(first)d to %(last)d stands here.")
        value = figure.day or figure.year
        yield "year", words % {"value": value, "first": EARLIEST, "last": today.year}
    amounts = {"group": figure.group, "comparison": figure.comparison}
    for name, amount in amounts.items():
        if amount is not None and series.unit.kind == Kind.SHARE and not 0 <= amount <= 100:
            yield (
                name,
                _("“%(value)s”: a share lies between 0 and 100 percent.") % {"value": amount.normalize()},
            )
    if figure.group is None and figure.comparison is None and not figure.note:
        yield "group", _("There is no figure, and no note that says why.")
    if figure.comparison is not None and not series.comparison:
        yield (
            "comparison",
            _("This indicator has no comparison. Say first whom the group is compared with."),
        )
    few, many = figure.group_n, figure.comparison_n
    if few is not None and many is not None and series.against != Against.OTHERS and few > many:
        yield "group_n", _("There are more people in the group than in all of whom it is a part.")


def twice(figures: Iterable[Figure]) -> Iterator[int]:
    """Yield the places of figures that cannot stand beside an earlier one: a year has one, or one a day."""
    days: set[date] = set()
    whole: set[int] = set()
    for at, figure in enumerate(figures):
        has_days = any(day.year == figure.year for day in days)
        if figure.year in whole or figure.day in days or (figure.day is None and has_days):
            yield at
        elif figure.day:
            days.add(figure.day)
        else:
            whole.add(figure.year)
