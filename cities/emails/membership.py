"""What people hear when their city leaves the Forum."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from cities.models import Membership, Officer
from icaforum.outbox.kinds import Content


def membership_ended(ids: Mapping[str, Any]) -> Content | None:
    """To each of the team: what ends, what stays, whom to write to; unwanted when the city is back."""
    membership = Membership.objects.filter(pk=ids["membership"]).select_related("city").first()
    if membership is None or membership.city.membership:
        return None
    elsewhere = Officer.objects.standing().filter(person=ids["person"]).select_related("city")
    context = {
        "city": membership.city,
        "ended": membership.until,
        "other_cities": ", ".join(seat.city.name for seat in elsewhere),
    }
    return Content("cities/emails/membership_ended", context, reply_to=settings.CONTACT_EMAIL)
