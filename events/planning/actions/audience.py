"""The verb that decides who sees an event beyond its level, and so may have a place."""

from typing import Any

from django.db import transaction

from cities.models import User
from cities.sharing import actions
from events.places.actions import settle
from events.programme.locks import lock_event
from events.programme.models import Event


@transaction.atomic
def choose(event: Event, *, by: User, settling: bool = True, **choice: Any) -> Event:
    """Choose who sees the event beyond its level, as `cities.sharing.actions.choose` does with `choice`.

    Whoever sees it no longer loses the place at once. Without `settling`, the caller settles the places once
    more has been changed. Raises Busy when the lock does not come.
    """
    # The lock of the event before the rows of exceptions, as in every verb that settles.
    event, _now = lock_event(event)
    actions.choose(event, by=by, **choice)
    return settle(event, by=by) if settling else event
