"""The two words every action uses: `record` what was done, or be `Refused`."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from icaforum.audit.models import Entry, label_of

Row = TypeVar("Row", bound=models.Model)


class Refused(Exception):  # noqa: N818 -- it is no error: the Forum's rules forbid the verb, and say why
    """A verb that the rules of the Forum forbid just now; the message is for the person who asked.

    Nothing was changed: it is raised inside the action's transaction, which rolls back.
    """


class DoneAlready(Refused):
    """What was asked for is so already: nothing went wrong, and nothing is left to do."""


def record(verb: str, target: models.Model, *, by: AbstractBaseUser | None, **details: Any) -> Entry:
    """Write and return the one entry that an action leaves in the history.

    `verb` is a key of `icaforum.audit.verbs.VERBS`, `target` the row it was done to, which must have its key.
    `details` hold ids and plain facts that JSON can hold, never names or texts: nobody can alter an entry, so
    what it said of a person could not be erased. `by` is None where the clock acts (a reminder's planner, the
    waiting list) or nobody is signed in (an applicant).
    """
    entry = _entry(verb, target, by, details)
    entry.save(force_insert=True)
    return entry


def record_all(
    verb: str,
    targets: Iterable[Row],
    *,
    by: AbstractBaseUser | None,
    details: Callable[[Row], dict[str, Any]],
) -> None:
    """Write one entry for each row, as `record` does, all of them in one statement."""
    Entry.objects.bulk_create(_entry(verb, target, by, details(target)) for target in targets)


def _entry(verb: str, target: models.Model, by: AbstractBaseUser | None, details: dict[str, Any]) -> Entry:
    return Entry(
        verb=verb,
        target_type=label_of(target),
        target_id=str(target.pk),
        actor_id=by.pk if by else None,
        details=details,
    )
