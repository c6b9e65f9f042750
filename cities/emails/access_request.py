"""«My city is already a member»: who asks, who answers, what came of it."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from cities.models import AccessRequest, City, Officer
from icaforum.outbox.kinds import Content


def access_request(ids: Mapping[str, Any]) -> Content | None:
    """To each lead of the city, while they lead it: one button, to the page where the request is answered."""
    request = _waiting(ids)
    if request is None or not Officer.objects.standing().leads().filter(pk=ids["seat"]).exists():
        return None
    url = reverse("cities:access_answer", args=[request.city.slug, request.pk])
    context = {"request": request, "city": request.city, "url": settings.BASE_URL + url}
    return Content("cities/emails/access_request", context, reply_to=request.email)


def access_request_staff(ids: Mapping[str, Any]) -> Content | None:
    """To the secretariat, when no lead has answered for five days or there is no lead."""
    request = _waiting(ids)
    if request is None:
        return None
    url = reverse("admin:cities_accessrequest_change", args=[request.pk])
    context = {"request": request, "city": request.city, "url": settings.BASE_URL + url}
    return Content("cities/emails/access_request_staff", context, reply_to=request.email)


def access_received(ids: Mapping[str, Any]) -> Content | None:
    """To the person who asked: it has arrived, who answers, and how long that takes at most."""
    request = _waiting(ids)
    if request is None:
        return None
    return Content("cities/emails/access_received", {"request": request, "city": request.city})


def access_declined(ids: Mapping[str, Any]) -> Content | None:
    """To the person who asked: no, and whom to write to."""
    request = AccessRequest.objects.filter(pk=ids["request"], granted=False).select_related("city").first()
    if request is None:
        return None
    return Content("cities/emails/access_declined", {"request": request, "city": request.city})


def access_known(ids: Mapping[str, Any]) -> Content | None:
    """To somebody who asked for a seat and has one."""
    city = City.objects.filter(pk=ids["city"]).first()
    if city is None:
        return None
    url = settings.BASE_URL + reverse("account_login")
    return Content("cities/emails/access_known", {"city": city, "url": url})


def _waiting(ids: Mapping[str, Any]) -> AccessRequest | None:
    return AccessRequest.objects.waiting().filter(pk=ids["request"]).select_related("city").first()
