"""Who sees an event beyond its level, and so may have a place."""

from typing import Any

from django.db import transaction

from cities.models import User
from cities.sharing import actions
from events.places.actions import settle
from events.programme.locks import locked
from events.programme.models import Event


@transaction.atomic
def choose(event: Event, *, by: User, settling: bool = True, **choice: Any) -> Event:
    """As `cities.sharing.actions.choose`; whoever sees it no longer loses the place at once.

    Without `settling`, the caller settles the places, once more has been changed.
    """
    event, _now = locked(event)
    actions.choose(event, by=by, **choice)
    return settle(event, by=by) if settling else event
