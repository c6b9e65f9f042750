"""What times of measures mean. Pure: no rows, no clock."""

import re
from datetime import date

from django.utils.formats import date_format

from cities.measures.models import A_TIME

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
