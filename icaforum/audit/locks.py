"""Locks on rows, and what is said where one does not come."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from django.core.exceptions import ObjectDoesNotExist
from django.db import OperationalError, models, transaction
from django.utils.translation import gettext as _

from icaforum.audit.record import Refused

Row = TypeVar("Row", bound=models.Model)

# A lock that did not come in time, and two who waited for each other.
NOT_NOW = {"55P03", "40P01"}


class SavedBySomebodyElse(Refused):
    """Somebody else is saving the same thing, and it takes longer than one waits for a lock."""


class NotThere(Refused):
    """What was to be changed was deleted meanwhile."""


def not_there() -> NotThere:
    """Return the refusal for a row that is gone."""
    return NotThere(_("This is not there any more. It was deleted meanwhile."))


@contextmanager
def locking() -> Iterator[None]:
    """Around a statement that locks rows: say in a sentence why it could not.

    Raises SavedBySomebodyElse where the lock does not come, NotThere where the row is gone.
    """
    try:
        yield
    except ObjectDoesNotExist as error:
        raise not_there() from error
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) not in NOT_NOW:
            raise
        raise SavedBySomebodyElse(_("Somebody else is saving this just now. Please press again.")) from error


def locked(rows: models.QuerySet[Row], pk: Any) -> Row:
    """Return the row of this key as it stands now, of rows that are selected for update.

    Raises as `locking`.
    """
    with locking():
        return rows.get(pk=pk)


def lock_row(row: Row) -> Row:
    """Lock the row of an object until the transaction ends, and return it as it stands now.

    Raises as `locking`; after it the transaction goes on, to show the form again.
    """
    rows = row._meta.model._base_manager  # by `_meta`: the reader of a request is a lazy object
    with locking(), transaction.atomic():
        # «no key»: rows that refer to it (places, seats) can be written meanwhile.
        return cast(Row, rows.select_for_update(no_key=True).get(pk=row.pk))
