"""The mail that passes a letter on."""

from collections.abc import Mapping
from typing import Any

from cities.letters.models import Letter
from cities.people.models import Officer
from icaforum.outbox.kinds import Content
from icaforum.words.addresses import with_name


def letter(ids: Mapping[str, Any]) -> Content | None:
    """Pass a member's message on to one lead contact; Reply-To is the member.

    Unwanted when the reader has no seat with rights in the city any more, or the writer's account is closed.
    """
    if not Officer.objects.standing().filter(pk=ids["seat"]).exists():
        return None
    found = Letter.objects.filter(pk=ids["letter"]).select_related("city", "sender").first()
    if found is None or not found.sender.is_active:
        return None
    # Empty when the writer has left since: the mail then names the person alone.
    own = [str(seat.city) for seat in found.sender.seats.standing().select_related("city")]
    context = {"letter": found, "city": found.city, "sender": found.sender, "from_cities": ", ".join(own)}
    return Content("cities/emails/letter", context, reply_to=with_name(found.sender.name, found.sender.email))
