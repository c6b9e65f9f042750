"""Presence in numbers, for the lists and the year: what the page of a year reads."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from events.places.models import Registration
from events.programme.models import Event


@dataclass(frozen=True)
class Presence:
    """What the events of some time came to."""

    events: int
    with_presence: int
    places: int
    came: int
    people: int
    cities: int


def presence_between(first: date, last: date) -> Presence:
    """Return the numbers of the events that took place from the first day to the last, both included.

    By the day on the event's own clock. `with_presence` is of how many events it is known who was there;
    `people` and `cities` are counted once however often they came. In two statements.
    """
    held = Event.objects.held_between(first, last)
    rows = Registration.objects.filter(event__in=held.order_by().values("pk")).order_by()
    there = Q(came=True)
    found = rows.aggregate(
        known=Count("event", distinct=True, filter=Q(came__isnull=False)),
        places=Count("pk", filter=Q(answer=Registration.Answer.GOING)),
        present=Count("pk", filter=there),
        people=Count("person", distinct=True, filter=there),
        cities=Count("city", distinct=True, filter=there),
    )
    present, known = found.pop("present"), found.pop("known")
    return Presence(events=held.count(), came=present, with_presence=known, **found)


def cities_that_came(first: date, last: date) -> dict[int, int]:
    """Return how many came from each city in this time, by its key; without cities of which nobody came."""
    held = Event.objects.held_between(first, last)
    rows = Registration.objects.came().filter(event__in=held.order_by().values("pk")).order_by()
    return dict(rows.values_list("city").annotate(Count("pk")))


def came_by_day(first: date, last: date) -> list[tuple[str, date, int]]:
    """Return how many came, by the region of their city and the day of the event; in one statement.

    Not those of whose city the entry is unknown. Small ones stand here as well: no page shows these rows.
    """
    held = Event.objects.held_between(first, last)
    rows = Registration.objects.came().filter(event__in=held.order_by().values("pk"), city__isnull=False)
    counted = rows.order_by().values_list("city__region", "event__local_date").annotate(Count("pk"))
    return list(counted)
