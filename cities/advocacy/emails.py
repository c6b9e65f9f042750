"""The mails of joint calls: to leads who are asked to sign, and to the contacts of those that signed.

Each function is called when the mail is sent, with the `ids` it was queued with; None means «no longer
wanted». The rights are those of that moment.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from cities.advocacy.models import CallComment, JointCall, Signature, Undecided
from cities.advocacy.recipients import leads_to_ask, people_of_signatories
from cities.people.models import Officer
from icaforum.audit.as_read import mark_of
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.outbox.kinds import Content
from icaforum.words.times import database_now


def call_opened(ids: Mapping[str, Any]) -> Content | None:
    """Ask a lead to sign; unwanted once their cities have answered, or the text is another one."""
    return _asks("call_opened", ids)


def call_closes(ids: Mapping[str, Any]) -> Content | None:
    """Remind a lead once before the list closes, as `call_opened`."""
    return _asks("call_closes", ids)


def _asks(template: str, ids: Mapping[str, Any]) -> Content | None:
    call = _call(ids["call"])
    if call is None or not call.takes_signatures(database_now()):
        return None
    version = call.versions.latest("number")
    seats = leads_to_ask(call).filter(person=ids["reader"]).select_related("city")
    cities = [str(seat.city) for seat in seats.order_by("city__sort_name")]
    if not cities or version.number != ids["number"]:
        return None
    return Content(f"cities/emails/{template}", _context(call) | {"version": version, "cities": cities})


def call_reminder(ids: Mapping[str, Any]) -> Content | None:
    """Remind a lead on the day that was chosen; unwanted once the city has answered or they lead no more."""
    rows = Undecided.objects.filter(pk=ids["undecided"], declined_at__isnull=True)
    said = rows.select_related("city").first()
    call = _call(said.call_id) if said else None
    if said is None or call is None or not call.takes_signatures(database_now()):
        return None
    if not leads_to_ask(call).filter(person=ids["reader"], city=said.city).exists():
        return None
    context = _context(call) | {"version": call.versions.latest("number"), "cities": [str(said.city)]}
    return Content("cities/emails/call_reminder", context)


def call_text_changed(ids: Mapping[str, Any]) -> Content | None:
    """Tell a contact of a signatory that the text has changed, and a lead that it can be signed anew.

    Unwanted once their cities have signed the new one, or a newer one was opened.
    """
    call = _call(ids["call"])
    if call is None or not call.takes_signatures(database_now()):
        return None
    new, old = call.versions.latest("number"), call.versions.filter(number=ids["number"]).first()
    if old is None or new.number != old.number + 1:
        return None
    seats = Officer.objects.standing().filter(person=ids["reader"], person__is_active=True)
    again = Signature.objects.of(new).values("city")
    seats = seats.filter(city__in=Signature.objects.of(old).values("city")).exclude(city__in=again)
    found = list(seats.select_related("city").order_by("city__sort_name"))
    if not found:
        return None
    context = {
        "version": new,
        "old": old,
        "cities": [str(seat.city) for seat in found],
        "leads": any(seat.is_lead for seat in found),
        "changed_url": f"{settings.BASE_URL}{call.get_absolute_url()}versions/{old.number}/",
    }
    return Content("cities/emails/call_text_changed", _context(call) | context)


def call_changed(ids: Mapping[str, Any]) -> Content | None:
    """Tell who was asked to sign, or has signed, what changed in an open call.

    What was changed once more since is told by a later mail; unwanted where that is all of it, where the list
    is closed, and for whoever is neither asked any more nor of a city that signed.
    """
    call = _call(ids["call"])
    if call is None or not call.takes_signatures(database_now()):
        return None
    version = call.versions.latest("number")
    moved = "closes" in ids and datetime.fromisoformat(ids["closes"]) == call.sign_by
    context: dict[str, Any] = {
        "was": datetime.fromisoformat(ids["closed"]).astimezone(UTC).date() if moved else None,
        "decides": ids.get("decides") == mark_of(call.decides),
        "is_new_text": ids.get("number") == version.number,
    }
    asked = leads_to_ask(call).filter(person=ids["reader"]).select_related("city")
    signed = people_of_signatories(version).filter(pk=ids["reader"]).exists()
    cities = [str(seat.city) for seat in asked.order_by("city__sort_name")]
    if not any(context.values()) or not (cities or signed):
        return None
    old = f"{settings.BASE_URL}{call.get_absolute_url()}versions/{version.number - 1}/"
    context |= {"version": version, "cities": cities, "changed_url": old}
    return Content("cities/emails/call_changed", _context(call) | context)


def call_signed(ids: Mapping[str, Any]) -> Content | None:
    """Tell a contact that their city has signed; unwanted once it was taken back."""
    return _of_signature("call_signed", ids, is_back=False)


def call_signature_back(ids: Mapping[str, Any]) -> Content | None:
    """Tell a contact that the signature of their city was taken back."""
    return _of_signature("call_signature_back", ids, is_back=True)


def _of_signature(template: str, ids: Mapping[str, Any], *, is_back: bool) -> Content | None:
    rows = Signature.objects.filter(pk=ids["signature"], withdrawn_at__isnull=not is_back)
    row = rows.select_related("city", "version", "signed_by", "withdrawn_by").first()
    call = _call(row.version.call_id) if row else None
    if row is None or call is None:
        return None
    if not Officer.objects.standing().filter(person=ids["reader"], city=row.city).exists():
        return None
    return Content(f"cities/emails/{template}", _context(call) | {"signature": row})


def call_handed_over(ids: Mapping[str, Any]) -> Content | None:
    """Tell a contact of a signatory that the call was handed over."""
    return _news(ids, "handed_over_on")


def call_answered(ids: Mapping[str, Any]) -> Content | None:
    """Tell a contact of a signatory what the addressee answered."""
    return _news(ids, "answered_on")


def call_ended(ids: Mapping[str, Any]) -> Content | None:
    """Tell a contact of a signatory what changed."""
    return _news(ids, "ended_at")


def call_dropped(ids: Mapping[str, Any]) -> Content | None:
    """Tell a contact of a signatory that the call was dropped, and why."""
    return _news(ids, "dropped_at")


def _news(ids: Mapping[str, Any], moment: str) -> Content | None:
    """Unwanted once the city has left, or what is told was followed by more."""
    call = _call(ids["call"])
    if call is None or not getattr(call, moment):
        return None
    if moment != "ended_at" and call.ended_at:
        return None
    version = call.versions.latest("number")
    if not people_of_signatories(version).filter(pk=ids["reader"]).exists():
        return None
    signed = Signature.objects.of(version).exclude(city__kind="partner").count()
    seats = Officer.objects.standing().filter(person=ids["reader"])
    theirs = Signature.objects.of(version).filter(city__in=seats.values("city"))
    # A partner does not sign: it supports.
    supports = not theirs.exclude(city__kind="partner").exists()
    what = moment.rpartition("_")[0]
    context = {"what": what, "version": version, "signed": signed, "supports": supports}
    return Content("cities/emails/call_news", _context(call) | context)


def call_comment_hidden(ids: Mapping[str, Any]) -> Content | None:
    """Tell a writer that the secretariat has hidden a comment, and why."""
    row = CallComment.objects.filter(pk=ids["comment"], hidden_at__isnull=False).first()
    call = _call(row.call_id) if row else None
    if row is None or call is None:
        return None
    return Content("cities/emails/call_comment_hidden", _context(call) | {"comment": row})


def _call(key: int) -> JointCall | None:
    """The call, while the room is open."""
    if not the_forum().has_open(Room.JOINT_CALLS):
        return None
    return JointCall.objects.select_related("city").filter(pk=key).first()


def _context(call: JointCall) -> dict[str, Any]:
    """Return what all these mails say of a call."""
    return {"call": call, "url": settings.BASE_URL + call.get_absolute_url()}
