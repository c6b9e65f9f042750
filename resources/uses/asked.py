"""Among which cities one that uses something can be unnamed, and who of a city is asked what came of it."""

from typing import Any

from django.db.models import QuerySet

from cities.models import City, Measure, Officer, User
from cities.people.models import OfficerQuerySet
from cities.sharing.audience import seats_that_see
from cities.sharing.models import GRANT_IN_FORCE
from cities.talking.anonymity import member_cities
from resources.library.models import Resource
from resources.uses.models import Use


def about(thing: Resource | Measure) -> dict[str, Any]:
    """Return the column of a use that says what it is of, with its value."""
    return {"paper": thing} if isinstance(thing, Resource) else {"measure": thing}


def could_use(thing: Resource | Measure) -> QuerySet[City]:
    """Return the member cities among which one that says «we use this» can be unnamed.

    Those that may see it, without those that made it and those that stand there by name.
    """
    named = Use.objects.standing().filter(is_named=True, **about(thing)).order_by().values("city")
    others = member_cities().exclude(pk__in=named)
    if isinstance(thing, Measure):
        return others.exclude(pk=thing.city_id)
    groups = thing.circle_grants.filter(GRANT_IN_FORCE).values_list("group_id", flat=True)
    seats = seats_that_see(level=thing.level, open_to_partners=False, groups=list(groups))
    made = thing.cities.order_by().values("pk")
    return others.filter(pk__in=seats.values("city")).exclude(pk__in=made)


def readers_of(use: Use) -> OfficerQuerySet:
    """Return the seats of those who are asked: whoever said it, or the leads where they have left."""
    seats: OfficerQuerySet = Officer.objects.standing().filter(city=use.city_id, person__is_active=True)
    reached = seats.exclude(person__in=User.objects.unreached()).select_related("person").order_by("pk")
    author = reached.filter(person=use.author_id or 0)
    return author if author.exists() else reached.leads()
