"""The mails about pairings. Each is called as it is sent, and None means «no longer wanted»."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from cities.models import City, Officer
from icaforum.outbox.kinds import Content
from pilots.pairings.models import Pairing


def pairing_proposed(ids: Mapping[str, Any]) -> Content | None:
    """To the leads of both cities: the secretariat proposes a pairing and asks for a yes or no."""
    pairing = _pairing(ids) if Officer.objects.leads().filter(pk=ids["seat"]).exists() else None
    if pairing is None or pairing.state != Pairing.State.PROPOSED:
        return None
    if pairing.consents.filter(city=ids["city"]).exists():
        return None
    return _content("pairing_proposed", pairing, ids)


def pairing_active(ids: Mapping[str, Any]) -> Content | None:
    """To the leads of both cities: both said yes."""
    pairing = _pairing(ids)
    return _content("pairing_active", pairing, ids) if pairing and pairing.is_running else None


def pairing_declined(ids: Mapping[str, Any]) -> Content | None:
    """To the leads of the other city: the proposal was declined."""
    pairing = _pairing(ids)
    return _content("pairing_declined", pairing, ids) if pairing else None


def pairing_withdrawn(ids: Mapping[str, Any]) -> Content | None:
    """To the leads of both cities: the pairing has ended before its plan was done."""
    pairing = _pairing(ids)
    return _content("pairing_withdrawn", pairing, ids, departed=pairing.departed) if pairing else None


def pairing_turned(ids: Mapping[str, Any]) -> Content | None:
    """To the other leads: it is paused, goes on, or is complete, as long as that is so."""
    pairing = _pairing(ids)
    if pairing is None or pairing.state != ids["state"]:
        return None
    return _content("pairing_turned", pairing, ids)


def _pairing(ids: Mapping[str, Any]) -> Pairing | None:
    """The pairing, as long as its reader is in the team of a city in the Forum."""
    if not Officer.objects.standing().filter(pk=ids["seat"]).exists():
        return None
    return Pairing.objects.with_cities().filter(pk=ids["pairing"]).first()


def _content(name: str, pairing: Pairing, ids: Mapping[str, Any], **context: Any) -> Content:
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
        reply_to=settings.CONTACT_EMAIL,
    )
