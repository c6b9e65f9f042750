"""Mails of the yearly question: to the lead contacts, and to the secretariat where a city leaves.

Each function is called when the mail is sent, with the `ids` it was queued with; None means «no longer
wanted».
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from cities.people.models import Officer
from cities.yearly import rules
from cities.yearly.models import Confirmation
from icaforum.outbox.kinds import Content


def still_there(ids: Mapping[str, Any]) -> Content | None:
    """Ask a lead contact; unwanted once it is answered, or they lead no longer."""
    return _to_lead(ids)


def still_there_reminder(ids: Mapping[str, Any]) -> Content | None:
    """Ask a lead contact once more, as `still_there`."""
    return _to_lead(ids, is_last=ids["number"] > rules.REMINDERS)


def no_longer_there(ids: Mapping[str, Any]) -> Content | None:
    """Tell the secretariat that a city has ended its membership by itself, and why."""
    row = Confirmation.objects.filter(pk=ids["confirmation"], takes_part=False)
    found = row.select_related("city", "answered_by").first()
    if found is None or found.city.membership:
        return None
    ended = found.city.memberships.order_by("-until").first()
    context = {
        "city": found.city,
        "person": found.answered_by,
        "reason": ended.reason if ended else "",
        "url": settings.BASE_URL + reverse("admin:cities_city_change", args=[found.city_id]),
    }
    return Content("cities/emails/no_longer_there", context)


def _to_lead(ids: Mapping[str, Any], *, is_last: bool = False) -> Content | None:
    seat = Officer.objects.standing().leads().filter(pk=ids["seat"]).first()
    waiting = Confirmation.objects.waiting().filter(pk=ids["confirmation"])
    found = waiting.select_related("city").first()
    if seat is None or found is None:
        return None
    others = found.city.seats.open().exclude(pk=seat.pk).select_related("person")
    context = {
        "city": found.city,
        "asked_at": found.asked_at,
        "answer_by": rules.answer_by(found.asked_at),
        "others": [str(it.person) for it in others.order_by("role", "since", "pk")],
        "again": ids["number"] > 1,
        "is_last": is_last,
        "url": settings.BASE_URL + reverse("cities:confirm", args=[found.city.slug]),
    }
    return Content("cities/emails/still_there", context)
