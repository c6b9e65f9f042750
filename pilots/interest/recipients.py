"""Who hears of a call for peers, and who hears of the interest of a city."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from cities.models import City, Officer, User
from icaforum.outbox.compose import NewMail, queue_mails
from pilots.interest.models import Interest, PeerCall
from pilots.pairings.models import Pairing


def cities_it_is_for() -> QuerySet[City]:
    """Return the cities that may answer a call: those that take part and learn in no pairing now.

    A pilot city may: it can itself learn from another one.
    """
    learning = Pairing.objects.live().order_by().values("peer_city")
    return City.objects.taking_part().exclude(kind=City.Kind.PARTNER).exclude(pk__in=learning)


def leads_to_tell(call: PeerCall) -> QuerySet[User]:
    """Return the leads of cities that may answer and have not sent anything."""
    sent = call.interests.sent().order_by().values("city")
    cities = cities_it_is_for().exclude(pk__in=sent)
    return _people(Officer.objects.standing().leads().filter(city__in=cities))


def people_of(interest: Interest) -> QuerySet[User]:
    """Return who hears of the interest of a city: its leads, who takes part, and who wrote it."""
    named = Q(role=Officer.Role.LEAD) | Q(
        person__in=[key for key in (interest.lead_id, interest.deputy_id, interest.author_id) if key]
    )
    return _people(Officer.objects.standing().filter(named, city=interest.city_id))


def _people(seats: QuerySet[Officer]) -> QuerySet[User]:
    return User.objects.filter(is_active=True, pk__in=seats.order_by().values("person")).order_by("pk")


def mail_each(kind: str, people: QuerySet[User], *, key: str, ids: Mapping[str, Any]) -> int:
    """Queue a mail of this kind to each of these people, once for ever; return how many were new."""
    return queue_mails(
        NewMail(kind, person, f"{key}:{person.pk}", {**ids, "reader": person.pk}) for person in people
    )
