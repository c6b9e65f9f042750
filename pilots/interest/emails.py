"""The mails of calls for peers: to leads of cities that may answer, and to the people of an interest.

Each function is called when the mail is sent, with the `ids` it was queued with; None means «no longer
wanted». The rights are those of that moment.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from cities.models import Officer
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.outbox.kinds import Content
from icaforum.words.times import database_now
from pilots.interest import rules
from pilots.interest.models import Interest, PeerCall
from pilots.interest.recipients import cities_it_is_for, leads_to_tell, people_of
from pilots.interest.results import outcome_of


def peer_call_opened(ids: Mapping[str, Any]) -> Content | None:
    """Tell a lead of a call that their city may answer; unwanted once it has, or the call is closed."""
    call = _call(ids["call"])
    if call is None or not leads_to_tell(call).filter(pk=ids["reader"]).exists():
        return None
    seats = Officer.objects.standing().leads().filter(person=ids["reader"]).select_related("city")
    if not any(rules.is_open(call, seat.city.known_zone, database_now()) for seat in seats):
        return None
    return Content("pilots/emails/peer_call_opened", _context(call) | _own_url(call, ids["reader"]))


def peer_call_moved(ids: Mapping[str, Any]) -> Content | None:
    """Tell who has begun, or may still answer, of other days of a call; unwanted once they are yet others."""
    row = _interest(ids) if "interest" in ids else None
    call = row.call if row else _call(ids["call"]) if "call" in ids else None
    if call is None or call.is_over or str(call.closes_on) != ids["closes_on"]:
        return None
    # Mails from before this was told say nothing of it.
    if str(call.decides_on) != ids.get("decides_on", str(call.decides_on)):
        return None
    if row:
        return Content("pilots/emails/peer_call_moved", _of(row, ids) | {"interest": row})
    if not leads_to_tell(call).filter(pk=ids["reader"]).exists():
        return None
    return Content("pilots/emails/peer_call_moved", _context(call) | _own_url(call, ids["reader"]))


def peer_call_dropped(ids: Mapping[str, Any]) -> Content | None:
    """Tell who has begun that the call is dropped, and why."""
    row = _interest(ids)
    if row is None or not row.call.dropped_at:
        return None
    return Content("pilots/emails/peer_call_dropped", _of(row, ids) | {"interest": row})


def interest_reminder(ids: Mapping[str, Any]) -> Content | None:
    """Remind who has begun and not sent; unwanted once it is sent or taken back, or the call has closed."""
    row = _interest(ids)
    if row is None or row.state != Interest.State.DRAFT:
        return None
    if not rules.is_open(row.call, row.city.known_zone, database_now()):
        return None
    closes = rules.closing_moment(row.call, row.city.known_zone)
    context = {"interest": row, "closes": closes, "is_last": ids["number"] == len(rules.REMIND_BEFORE)}
    return Content("pilots/emails/interest_reminder", _of(row, ids) | context)


def interest_stands(ids: Mapping[str, Any]) -> Content | None:
    """Say that the interest of a city is sent, or taken back; unwanted once it stands otherwise."""
    row = _interest(ids)
    if row is None or row.state != ids["state"]:
        return None
    return Content("pilots/emails/interest_stands", _of(row, ids) | {"interest": row})


def interest_decided(ids: Mapping[str, Any]) -> Content | None:
    """Say what becomes of an interest: a pairing is proposed, or none, with the reason for each wish."""
    row = _interest(ids)
    if row is None or not row.is_sent or not row.call.decided_at:
        return None
    pairing_url = (
        settings.BASE_URL + row.pairing.get_absolute_url() if row.pairing and row.has_pairing else ""
    )
    context = {"interest": row, "outcome": outcome_of(row), "pairing_url": pairing_url}
    return Content("pilots/emails/interest_decided", _of(row, ids) | context)


def _call(key: int) -> PeerCall | None:
    """The call, while the room is open."""
    if not the_forum().has_open(Room.PEER_CALLS):
        return None
    return PeerCall.objects.opened().filter(pk=key).first()


def _interest(ids: Mapping[str, Any]) -> Interest | None:
    """The interest, while its reader is one of those who hear of it, and the room is open."""
    row = Interest.objects.with_wishes().filter(pk=ids["interest"]).first()
    if row is None or _call(row.call_id) is None:
        return None
    return row if people_of(row).filter(pk=ids["reader"]).exists() else None


def _context(call: PeerCall) -> dict[str, Any]:
    """Return what all these mails say of a call."""
    return {"call": call, "url": settings.BASE_URL + call.get_absolute_url()}


def _own_url(call: PeerCall, reader: int) -> dict[str, str]:
    """Return the address of a call for a lead; of several cities it names one that may answer."""
    seats = Officer.objects.standing().filter(person=reader)
    if seats.order_by().values("city").distinct().count() < 2:
        return {}
    may = (
        seats.leads()
        .filter(city__in=cities_it_is_for())
        .exclude(city__in=call.interests.sent().order_by().values("city"))
    )
    seat = may.select_related("city").order_by("city__sort_name", "pk").first()
    query = f"?city={seat.city.slug}" if seat else ""
    return {"url": settings.BASE_URL + call.get_absolute_url() + query}


def _of(row: Interest, ids: Mapping[str, Any]) -> dict[str, Any]:
    """Return what these mails say of a call and an interest; of several cities the link names it."""
    seats = Officer.objects.standing().filter(person=ids["reader"]).order_by().values("city").distinct()
    query = f"?city={row.city.slug}" if seats.count() > 1 else ""
    context = _context(row.call)
    return context | {"url": context["url"] + query}
