"""The lock under which a form is compared with what stands, and saved."""

from typing import TypeVar, cast

from django.db import OperationalError, models, transaction
from django.utils.translation import gettext as _

from icaforum.audit.record import Refused

Row = TypeVar("Row", bound=models.Model)

LOCK_NOT_AVAILABLE = "55P03"


class SavedBySomebodyElse(Refused):
    """Somebody else is saving the same thing, and it takes longer than one waits for a lock."""


def lock_row(row: Row) -> Row:
    """Lock the row of an object until the transaction ends, and return it as it stands now.

    Raises SavedBySomebodyElse where the lock does not come, and the model's DoesNotExist.
    """
    rows = row._meta.model._base_manager  # by `_meta`: the reader of a request is a lazy object
    try:
        # In a savepoint: after a lock that did not come the transaction goes on, to show the form again.
        with transaction.atomic():
            # «no key»: rows that refer to it (places, seats) can be written meanwhile.
            return cast(Row, rows.select_for_update(no_key=True).get(pk=row.pk))
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise
        raise SavedBySomebodyElse(_("Somebody else is saving this just now. Please press again.")) from error
