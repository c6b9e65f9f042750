"""Mails to those who apply, and to the people of a city that leaves."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cities.directory.models import Membership
from cities.joining import rules
from cities.joining.models import CONFIRM_WITHIN, Application, Clarification
from cities.people.models import Officer
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.kinds import Content
from icaforum.outbox.links import sign

Ids = Mapping[str, Any]


def application_confirm(ids: Ids) -> Content | None:
    """«Is this your address?» It names no person and no free text: anybody may have typed the address."""
    application = _found(ids, Application.State.UNCONFIRMED)
    if application is None:
        return None
    expires_at = application.sent_at + CONFIRM_WITHIN
    token = sign(
        "application-confirm", application.pk, version=application.link_version, expires_at=expires_at
    )
    url = settings.BASE_URL + reverse("cities:join_confirm", args=[token])
    return _to_applicant("application_confirm", application, url=url, expires_at=expires_at)


def application_received(ids: Ids) -> Content | None:
    """The address is confirmed: when we answer, and where to follow it."""
    application = _found(ids, *Application.OPEN)
    if application is None:
        return None
    clock = rules.clock(application, timezone.now())
    return _to_applicant("application_received", application, due=clock.due)


def application_question(ids: Ids) -> Content | None:
    clarification = (
        Clarification.objects.select_related("application", "asked_by").filter(pk=ids["question"]).first()
    )
    if clarification is None or clarification.is_answered or not clarification.application.is_open:
        return None
    return _to_applicant(
        "application_question",
        clarification.application,
        asker=clarification.asked_by,
        question=clarification,
    )


def application_approved(ids: Ids) -> Content | None:
    """For somebody who still has a seat in a city that comes back; all others get the invitation."""
    application = _found(ids, Application.State.APPROVED)
    return application and _to_applicant(
        "application_approved", application, url=settings.BASE_URL + reverse("desk")
    )


def application_declined(ids: Ids) -> Content | None:
    application = _found(ids, Application.State.DECLINED)
    return application and _to_applicant("application_declined", application, asker=application.decided_by)


def partner_invitation(ids: Ids) -> Content | None:
    """The way in for a partner: why it is asked, and by whom."""
    application = _found(ids, Application.State.INVITED)
    if application is None:
        return None
    token = sign("partner", application.pk, version=application.link_version)
    return _to_applicant(
        "partner_invitation",
        application,
        asker=application.opened_by,
        url=settings.BASE_URL + reverse("cities:apply_partner", args=[token]),
        cities=[city.name for city in application.backed_by.all()],
    )


def status_link(ids: Ids) -> Content | None:
    application = _found(ids, *Application.OPEN, *Application.DECIDED, Application.State.WITHDRAWN)
    return application and _to_applicant("status_link", application)


def status_url(application: Application) -> str:
    """The applicant's own page. The link is the key to it; raising the version ends it."""
    token = sign("status", application.pk, version=application.link_version)
    return settings.BASE_URL + reverse("cities:status", args=[token])


def _found(ids: Ids, *states: str) -> Application | None:
    rows = Application.objects.select_related("city", "decided_by", "opened_by")
    return rows.filter(pk=ids["application"], state__in=states).first()


def _to_applicant(name: str, application: Application, *, asker: Any = None, **context: Any) -> Content:
    facts = {"application": application, "person": asker, "url": status_url(application)} | context
    return Content(
        f"cities/emails/{name}",
        facts,
        reply_to=settings.CONTACT_EMAIL,
        sender_name=str(asker) if asker else None,
    )


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


def mail_applicant(application: Application, kind: str, *, key: str, until: Any = None) -> bool:
    return queue_mail(
        kind,
        to=application.email,
        language=application.language,
        key=f"{kind}:{application.pk}:{key}",
        ids={"application": application.pk},
        expires_at=until,
    )
