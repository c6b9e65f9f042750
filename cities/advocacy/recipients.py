"""Who is asked to sign a joint call, and who is told of what becomes of it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from cities.advocacy.models import CallVersion, JointCall, Signature, Undecided
from cities.directory.models import City
from cities.people.models import Officer, OfficerQuerySet, User
from icaforum.outbox.compose import NewMail, queue_mails


def leads_to_ask(call: JointCall) -> OfficerQuerySet:
    """Return the seats of the leads of cities that have not answered yet: neither signed nor declined.

    Nothing is asked of partners, of a city that pauses, or of one that left.
    """
    signed = Signature.objects.of(call.versions.first()).values("city")
    declined = Undecided.objects.filter(call=call, declined_at__isnull=False).values("city")
    cities = City.objects.taking_part().exclude(kind=City.Kind.PARTNER)
    seats: OfficerQuerySet = (
        Officer.objects.standing().leads().filter(person__is_active=True, city__in=cities)
    )
    return seats.exclude(city__in=signed).exclude(city__in=declined)


def people_of_signatories(version: CallVersion) -> QuerySet[User]:
    """Return the contacts of all cities and partners whose signature stands under a version."""
    signed = Signature.objects.of(version).values("city")
    return _people(Officer.objects.standing().filter(city__in=signed))


def told_of_change(call: JointCall, *, is_new_text: bool) -> QuerySet[User]:
    """Return who is told of a change of an open call: who has signed it, and the leads who were asked.

    Of another text those who signed are told in a mail of its own, and are not among them.
    """
    signed = people_of_signatories(call.versions.latest("number"))
    asked = people_on(leads_to_ask(call))
    if is_new_text:
        return asked.exclude(pk__in=signed.order_by().values("pk"))
    either = Q(pk__in=signed.order_by().values("pk")) | Q(pk__in=asked.order_by().values("pk"))
    return User.objects.filter(either).order_by("pk")


def people_of(city: City) -> QuerySet[User]:
    """Return the contacts of a city."""
    return _people(Officer.objects.standing().filter(city=city))


def people_on(seats: OfficerQuerySet) -> QuerySet[User]:
    """Return the people on these seats, each once."""
    return _people(seats)


def _people(seats: OfficerQuerySet) -> QuerySet[User]:
    return User.objects.filter(is_active=True, pk__in=seats.order_by().values("person")).order_by("pk")


def mail_each(kind: str, people: QuerySet[User], *, key: str, ids: Mapping[str, Any]) -> int:
    """Queue a mail of this kind to each of these people, once for ever; return how many were new."""
    return queue_mails(
        NewMail(kind, person, f"{key}:{person.pk}", {**ids, "reader": person.pk}) for person in people
    )
