"""What people hear about their own seat, and letters to their city."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from cities.models import Letter, Officer
from icaforum.outbox.kinds import Content


def seat_removed(ids: Mapping[str, Any]) -> Content | None:
    """To somebody who was taken out of a team; unwanted when a new seat was given meanwhile."""
    seat = (
        Officer.objects.filter(pk=ids["seat"], until__isnull=False).select_related("city", "person").first()
    )
    if seat is None or seat.person.seats.open().filter(city=seat.city_id).exists():
        return None
    return Content("cities/emails/seat_removed", {"city": seat.city})


def handed_over(ids: Mapping[str, Any]) -> Content | None:
    """To the one who is the lead contact now."""
    seat = Officer.objects.standing().leads().filter(pk=ids["seat"]).select_related("city").first()
    if seat is None:
        return None
    url = settings.BASE_URL + reverse("cities:team", args=[seat.city.slug])
    return Content("cities/emails/handed_over", {"city": seat.city, "url": url})


def letter(ids: Mapping[str, Any]) -> Content | None:
    """A member's words to a city, for as long as their reader is in its team; Reply-To is the member."""
    if not Officer.objects.standing().filter(pk=ids["seat"]).exists():
        return None
    found = Letter.objects.filter(pk=ids["letter"]).select_related("city", "sender").first()
    if found is None or not found.sender.is_active:
        return None
    own = [seat.city.name for seat in found.sender.seats.standing().select_related("city")]
    context = {"letter": found, "city": found.city, "sender": found.sender, "from_cities": ", ".join(own)}
    return Content("cities/emails/letter", context, reply_to=found.sender.email)
