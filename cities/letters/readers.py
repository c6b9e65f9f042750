"""Whose a thread is now: for which city somebody writes in it, and who gets what they write."""

from typing import Any

from cities.directory.models import City
from cities.letters.models import Thread
from cities.people.models import Officer, OfficerQuerySet, User


def writes_for(thread: Thread, person: User) -> City | None:
    """Return the city for which a person writes in a thread; None for whom it is closed to."""
    seats = person.seats.standing().select_related("city")
    if not person.is_active:
        return None
    part = thread.parts.filter(person=person, takes_part=True, city__in=seats.values("city")).first()
    if part is not None:
        return part.city
    if thread.is_personal:
        return None
    led = seats.leads().filter(city__in=thread.sides.values("city")).order_by("city__sort_name")
    seat = led.first()
    return seat.city if seat else None


def readers(thread: Thread, *, by: User, from_city: City | None) -> list[User]:
    """Return who gets a letter by mail: who takes part, and where nobody of a city does, its lead contacts.

    Of the writer's own city those who take part; a personal thread has nobody but its two people.
    """
    standing = Officer.objects.standing().filter(person__is_active=True).exclude(person=by)
    parts = thread.parts.filter(takes_part=True)
    found: dict[int, User] = {}
    for side in thread.sides.all():
        people = _of(standing, parts.filter(city=side.city_id).values("person"), side.city_id)
        if not people and not thread.is_personal and (from_city is None or side.city_id != from_city.pk):
            leads = standing.leads().filter(city=side.city_id).select_related("person")
            people = [seat.person for seat in leads]
        found |= {person.pk: person for person in people}
    return list(found.values())


def _of(standing: OfficerQuerySet, people: Any, city: int) -> list[User]:
    seats = standing.filter(city=city, person__in=people).select_related("person")
    return [seat.person for seat in seats]
