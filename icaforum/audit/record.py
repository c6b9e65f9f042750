"""The two words every action uses: `record` what was done, or be `Refused`."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from icaforum.audit.models import Entry


class Refused(Exception):  # noqa: N818 -- it is no error: the Forum's rules forbid the verb, and say why
    """A verb that the rules of the Forum forbid just now; the message is for the person who asked.

    Nothing was changed: it is raised inside the action's transaction, which rolls back.
    """


def record(verb: str, target: models.Model, *, by: AbstractBaseUser | None, **details: Any) -> Entry:
    """Write the one line that an action leaves. `details` hold ids and plain facts, never names or texts.

    `by` is None where the clock acts (a reminder's planner, the waiting list) or nobody is signed in
    (an applicant).
    """
    return Entry.objects.create(
        verb=verb,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        actor_id=by.pk if by else None,
        details=details,
    )
