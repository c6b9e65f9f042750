"""How every planner goes through its rows: each on its own, and the sender is woken once."""

import logging
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from functools import cache
from typing import TypeVar

from celery.exceptions import SoftTimeLimitExceeded
from django.db import models, transaction

from icaforum.audit.mishaps import cured, note_mishap, of_planner, target_of
from icaforum.outbox.compose import one_wake

log = logging.getLogger(__name__)

Row = TypeVar("Row", bound=models.Model | str)


def row_by_row(
    planner: str, rows: Iterable[Row], do: Callable[[Row], int], *, reads_only: bool = False
) -> int:
    """Call `do` for each row, in a transaction of its own; return the sum of what it returned.

    A row that fails is undone, logged, and noted for Today (`icaforum.audit.mishaps`), and the next one has
    its turn; one at which something was done again is taken off. `planner` names the planner there. Rows are
    objects of models, or names of files. What only reads needs no transaction.
    """
    # Asked once, and only where something is done: most runs find nothing to do.
    failed_before = cache(lambda: of_planner(planner))
    with one_wake():
        return sum(_do_one(planner, row, do, failed_before, reads_only=reads_only) for row in rows)


def _do_one(
    planner: str,
    row: Row,
    do: Callable[[Row], int],
    failed_before: Callable[[], set[tuple[str, str]]],
    *,
    reads_only: bool,
) -> int:
    try:
        with nullcontext() if reads_only else transaction.atomic():
            done = int(do(row))
    except SoftTimeLimitExceeded:  # no fault of this row: the whole task has to end
        raise
    except Exception as error:
        log.exception("%s failed at %s %s.", planner, *target_of(row))
        note_mishap(planner, row, error)
        return 0
    if done and target_of(row) in failed_before():
        cured(planner, row)
    return done
