"""Who sees an event beyond its level, and so may have a place."""

from typing import Any

from django.db import transaction

from cities.actions import sharing
from cities.models import User
from events.actions.locks import locked
from events.actions.places import settle
from events.models import Event


@transaction.atomic
def choose(event: Event, *, by: User, settling: bool = True, **choice: Any) -> Event:
    """As `cities.actions.choose`; whoever sees it no longer loses the place at once.

    Without `settling`, the caller settles the places, once more has been changed.
    """
    event, _now = locked(event)
    sharing.choose(event, by=by, **choice)
    return settle(event, by=by) if settling else event
