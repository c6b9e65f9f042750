"""The first mail, and the one reminder."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cities.models import AccessRequest, Application, City, Invitation, User
from cities.rules.address import masked
from icaforum.outbox.kinds import Content
from icaforum.outbox.links import sign


def invitation(ids: Mapping[str, Any]) -> Content | None:
    """A seat offered, with the inviter's own words; bound to the address, for 14 days."""
    return _content(ids, template="cities/emails/invitation")


def invitation_reminder(ids: Mapping[str, Any]) -> Content | None:
    """Once, on day 7, to those who have not answered."""
    return _content(ids, template="cities/emails/invitation_reminder")


def invitation_url(invitation: Invitation) -> str:
    """The address in the mail: good for this version of the row, until it expires."""
    token = sign(
        "invitation",
        invitation.pk,
        version=invitation.link_version,
        expires_at=invitation.expires_at,
    )
    return settings.BASE_URL + reverse("cities:invitation", args=[token])


def inviter_of(invitation: Invitation) -> dict[str, Any]:
    """Who invites, and to whom an answer goes: a person, or the secretariat where that person has left."""
    person: User | None = invitation.invited_by
    if person is None or not person.is_active or not person.name:
        return {"name": settings.CONTACT_NAME, "email": settings.CONTACT_EMAIL, "is_person": False}
    return {"name": person.name, "email": person.email, "is_person": True, "is_staff": person.is_staff}


def _content(ids: Mapping[str, Any], *, template: str) -> Content | None:
    found = Invitation.objects.open().filter(pk=ids["invitation"], expires_at__gt=timezone.now())
    found = found.filter(city__in=City.objects.members()).select_related("city", "invited_by").first()
    if found is None:
        return None
    inviter = inviter_of(found)
    context = {
        "invitation": found,
        "city": found.city,
        "inviter": inviter,
        "membership": found.city.membership,
        "applied": Application.objects.approved_for(found.city, email=found.email).exists(),
        "asked": AccessRequest.objects.granted_by(
            found.invited_by, city=found.city, email=found.email
        ).exists(),
        "url": invitation_url(found),
        "address": masked(found.email),
        "entrance_url": settings.BASE_URL + reverse("cities:join"),
    }
    return Content(template, context, reply_to=inviter["email"])
