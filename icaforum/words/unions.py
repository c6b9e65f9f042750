"""Several questions as one statement."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet


def union_of(parts: Iterable[QuerySet[Any, Any]], *, doubles: bool = False) -> QuerySet[Any, Any]:
    """Return the rows of all parts in no order, as one statement; of at least one part.

    `doubles` keeps equal rows. A union takes on the order of its model, whose columns the parts need not
    have: PostgreSQL sorts for nothing, and Django 6.1 refuses it.
    """
    first, *others = parts
    return first.union(*others, all=doubles).order_by() if others else first
