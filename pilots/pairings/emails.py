"""The mails about pairings.

Each function is named as its kind in `icaforum/mails.py` and as its template. It is called when the mail is
sent, not when it is queued, with the `ids` that the verb gave; None means that the mail is no longer wanted.
What queues them stands below; verbs call it in their transaction.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from cities.models import City, Officer, User
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.kinds import Content
from icaforum.words.times import database_now
from pilots.pairings.models import Pairing


def pairing_proposed(ids: Mapping[str, Any]) -> Content | None:
    """Write to the leads of both cities that the secretariat proposes a pairing.

    None once the proposal has been answered by this city or has ended, or when the reader no longer leads.
    """
    # Only a lead can answer; the seat may have become that of a city contact since the mail was queued.
    pairing = _pairing(ids) if Officer.objects.leads().filter(pk=ids["seat"]).exists() else None
    if pairing is None or pairing.state != Pairing.State.PROPOSED:
        return None
    if pairing.consents.filter(city=ids["city"]).exists():
        return None
    return _content("pairing_proposed", pairing, ids)


def pairing_active(ids: Mapping[str, Any]) -> Content | None:
    """Write to the leads of both cities that both have accepted; None if it runs no longer."""
    pairing = _pairing(ids)
    return _content("pairing_active", pairing, ids) if pairing and pairing.is_running else None


def pairing_declined(ids: Mapping[str, Any]) -> Content | None:
    """Write to the leads of the other city that the proposal was declined."""
    pairing = _pairing(ids)
    return _content("pairing_declined", pairing, ids) if pairing else None


def pairing_withdrawn(ids: Mapping[str, Any]) -> Content | None:
    """Write to the leads of both cities that the pairing has ended before its plan was done.

    `departed` in the template holds the cities that are not in the Forum any more, or in a tier without
    pairings: then that is the reason.
    """
    pairing = _pairing(ids)
    return _content("pairing_withdrawn", pairing, ids, departed=pairing.unfit_cities) if pairing else None


def pairing_turned(ids: Mapping[str, Any]) -> Content | None:
    """Write to the other leads that the pairing is paused, goes on or is complete.

    None when its state has changed again since: the mail of the later change says what is so.
    """
    pairing = _pairing(ids)
    if pairing is None or pairing.state != ids["state"]:
        return None
    return _content("pairing_turned", pairing, ids)


def _pairing(ids: Mapping[str, Any]) -> Pairing | None:
    """Return the pairing, or None when the reader's seat or the city's membership has ended."""
    if not Officer.objects.standing().filter(pk=ids["seat"]).exists():
        return None
    return Pairing.objects.with_cities().filter(pk=ids["pairing"]).first()


def _content(name: str, pairing: Pairing, ids: Mapping[str, Any], **context: Any) -> Content:
    """Build the mail. `own` is the reader's city and `other` the one it is paired with."""
    # Somebody may lead both cities and gets one mail for each, so `ids` and not the person says which.
    own = City.objects.get(pk=ids["city"])
    other = pairing.peer_city if own.pk == pairing.pilot_city_id else pairing.pilot_city
    return Content(
        template=f"pilots/emails/{name}",
        context={
            "pairing": pairing,
            "own": own,
            "other": other,
            "url": settings.BASE_URL + pairing.get_absolute_url(),
            **context,
        },
    )


# How they are queued ----------------------------------------------------------------------------------------


def mail_leads(kind: str, pairing: Pairing, *, except_city: int | None = None) -> None:
    """Queue one mail to each lead of the two cities, without those of `except_city`.

    Once for each pairing and kind: the key holds no moment, since these states are reached once.
    """
    for seat in _leads_of(city for city in pairing.city_ids if city != except_city):
        # The seat is named beside the person: whoever leads both cities gets a mail for each, and a seat that
        # has ended by the time of sending makes the mail void.
        queue_mail(
            kind,
            to=seat.person,
            key=f"{kind}:{pairing.pk}:c{seat.city_id}:u{seat.person_id}",
            ids={"pairing": pairing.pk, "city": seat.city_id, "seat": seat.pk},
        )


def mail_change_of_state(pairing: Pairing, *, by: User) -> None:
    """Tell the other leads that the pairing is paused, goes on or is complete."""
    # It may be paused again and again, so the key that makes a mail unique needs the moment too.
    moment = int(database_now().timestamp())
    for seat in _leads_of(pairing.city_ids).exclude(person=by):
        queue_mail(
            "pairing_turned",
            to=seat.person,
            key=f"pairing_turned:{pairing.pk}:{pairing.state}:{moment}:c{seat.city_id}:u{seat.person_id}",
            ids={"pairing": pairing.pk, "city": seat.city_id, "seat": seat.pk, "state": pairing.state},
        )


def _leads_of(cities: Iterable[int]) -> QuerySet[Officer]:
    """Return the seats of the leads of these cities who may sign in, with their people."""
    seats = Officer.objects.standing().leads().filter(city__in=list(cities), person__is_active=True)
    return seats.select_related("person").order_by("pk")
