"""Mails about a seat offered, and a seat asked for.

Each function is called when the mail is sent, with the `ids` it was queued with; None means «no longer
wanted».
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.directory.models import City
from cities.invitations.models import AccessRequest, Invitation
from cities.people.models import Officer, User
from icaforum.forum.reading import the_forum
from icaforum.outbox.kinds import Content
from icaforum.outbox.links import sign
from icaforum.words.addresses import masked, with_name
from icaforum.words.times import database_now


def invitation(ids: Mapping[str, Any]) -> Content | None:
    """A seat offered, with the inviter's own words; bound to the address, for 14 days."""
    return _content(ids, template="cities/emails/invitation")


def invitation_reminder(ids: Mapping[str, Any]) -> Content | None:
    """The invitation again, once, on day 7, to those who have not answered."""
    return _content(ids, template="cities/emails/invitation_reminder")


def invitation_url(invitation: Invitation) -> str:
    """Return the address in the mail: good for this version of the row, until it expires."""
    return settings.BASE_URL + reverse("cities:invitation", args=[token_of(invitation)])


def token_of(invitation: Invitation) -> str:
    """Return the token of the links in the mail."""
    # Signed and not stored, so that a copy of the database holds no link that works.
    return sign(
        "invitation",
        invitation.pk,
        version=invitation.link_version,
        expires_at=invitation.expires_at,
    )


def companions_of(invitation: Invitation) -> list[City]:
    """Return the other cities whose seat is taken with this one."""
    rows = invitation.companions.open().filter(city__in=City.objects.members(), email=invitation.email)
    return [row.city for row in rows.select_related("city").order_by("city__sort_name")]


def together(invitation: Invitation) -> str:
    """Return the cities that an invitation is for, as a part of a sentence."""
    *first, last = [city.local_name for city in (invitation.city, *companions_of(invitation))]
    return _("%(cities)s and %(last)s") % {"cities": ", ".join(first), "last": last} if first else last


def inviter_of(invitation: Invitation) -> dict[str, Any]:
    """Return who invites, and to whom an answer goes: name, email, is_person, is_staff.

    It is the secretariat where that person has left.
    """
    person: User | None = invitation.invited_by
    # Somebody without a name would be an address that nobody knows.
    if person is None or not person.is_active or not person.name:
        forum = the_forum()
        return {"name": forum.contact, "email": forum.contact_email, "is_person": False}
    return {"name": person.name, "email": person.email, "is_person": True, "is_staff": person.is_staff}


def _content(ids: Mapping[str, Any], *, template: str) -> Content | None:
    """The content of both mails about an invitation, or None where its link would be refused."""
    # The same conditions as for accepting: nobody gets a link that does not work.
    still_good = Invitation.objects.acceptable(database_now())
    found = still_good.select_related("city", "invited_by").filter(pk=ids["invitation"]).first()
    if found is None:
        return None
    inviter = inviter_of(found)
    context = {
        "invitation": found,
        "city": found.city,
        "inviter": inviter,
        "membership": found.city.membership,
        # The mail says why it comes: because of an application, or of a request for access. Applications
        # are of a story further right, hence the reverse relation.
        "applied": found.city.applications.approved_at(found.email).exists(),
        "asked": AccessRequest.objects.granted_by(
            found.invited_by, city=found.city, email=found.email
        ).exists(),
        "url": invitation_url(found),
        "address": masked(found.email),
        "cities": together(found),
        "no_thanks_url": settings.BASE_URL + reverse("cities:invitation_no_thanks", args=[token_of(found)]),
        "entrance_url": settings.BASE_URL + reverse("cities:join"),
    }
    answers_to = with_name(inviter["name"], inviter["email"])
    return Content(template, context, reply_to=answers_to, zone=found.city.known_zone)


def access_request(ids: Mapping[str, Any]) -> Content | None:
    """To each lead of the city, while they lead it: one button, to the page where the request is answered."""
    request = _waiting_request(ids)
    # By now the lead may have handed over, or the city may have left.
    if request is None or not Officer.objects.standing().leads().filter(pk=ids["seat"]).exists():
        return None
    url = reverse("cities:access_answer", args=[request.city.slug, request.pk])
    context = {"request": request, "city": request.city, "url": settings.BASE_URL + url}
    return Content("cities/emails/access_request", context, reply_to=with_name(request.name, request.email))


def access_request_staff(ids: Mapping[str, Any]) -> Content | None:
    """To the secretariat, when no lead has answered for five days or there is no lead."""
    request = _waiting_request(ids)
    if request is None:
        return None
    url = reverse("admin:cities_accessrequest_change", args=[request.pk])
    context = {"request": request, "city": request.city, "url": settings.BASE_URL + url}
    answers_to = with_name(request.name, request.email)
    # Its reader is the secretariat, which is not where the city is.
    return Content(
        "cities/emails/access_request_staff", context, reply_to=answers_to, zone=the_forum().time_zone
    )


def access_received(ids: Mapping[str, Any]) -> Content | None:
    """To the person who asked: it has arrived, who answers, and how long that takes at most."""
    request = _waiting_request(ids)
    if request is None:
        return None
    return _to_asker("access_received", request)


def access_declined(ids: Mapping[str, Any]) -> Content | None:
    """To the person who asked: no, or that the city has left the Forum, and whom to write to."""
    request = AccessRequest.objects.filter(pk=ids["request"], granted=False).select_related("city").first()
    if request is None:
        return None
    return _to_asker("access_declined", request, has_left=request.city.membership is None)


def access_known(ids: Mapping[str, Any]) -> Content | None:
    """To somebody who asked for a seat and has one: where to sign in."""
    city = City.objects.filter(pk=ids["city"]).first()
    if city is None:
        return None
    url = settings.BASE_URL + reverse("account_login")
    return Content("cities/emails/access_known", {"city": city, "url": url}, zone=city.known_zone)


def _to_asker(name: str, request: AccessRequest, **more: Any) -> Content:
    context = {"request": request, "city": request.city, **more}
    return Content(f"cities/emails/{name}", context, zone=request.city.known_zone)


def _waiting_request(ids: Mapping[str, Any]) -> AccessRequest | None:
    """Return the request of these ids while nobody has answered it."""
    return AccessRequest.objects.waiting().filter(pk=ids["request"]).select_related("city").first()
