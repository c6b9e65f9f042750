"""Mails to applicants, and to the people of a city that leaves the Forum.

Each function is a kind of mail: the outbox calls it with the ids of the queued row when it sends. None means
that the mail is no longer wanted. The address of an applicant was typed by anybody, so mails before it is
confirmed contain no text of theirs.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from cities.directory.models import Membership, MembershipQuerySet
from cities.directory.tiers import Tier, more_than
from cities.joining import route, rules
from cities.joining.models import CONFIRM_WITHIN, DRAFT_KEPT, Application, ApplicationDraft, Clarification
from cities.people.models import Officer
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.kinds import Content
from icaforum.outbox.links import sign
from icaforum.words.times import database_now

Ids = Mapping[str, Any]


def application_confirm(ids: Ids) -> Content | None:
    """Ask the applicant to confirm the address; unwanted once that has happened.

    The template names no person and no free text, so that nobody can mail their words to a stranger by us.
    """
    application = _application_in(ids, Application.State.UNCONFIRMED)
    if application is None:
        return None
    expires_at = application.sent_at + CONFIRM_WITHIN
    # The link ends when `purge_unconfirmed` deletes the application.
    token = sign(
        "application-confirm", application.pk, version=application.link_version, expires_at=expires_at
    )
    url = settings.BASE_URL + reverse("cities:join_confirm", args=[token])
    return _to_applicant("application_confirm", application, url=url, expires_at=expires_at)


def application_received(ids: Ids) -> Content | None:
    """Tell the applicant until when the secretariat answers, and where to follow it; unwanted when closed."""
    application = _application_in(ids, *Application.OPEN)
    if application is None:
        return None
    waited = route.clock(application, database_now())
    if waited is None:  # an open application is confirmed; without a day this mail has nothing to say
        return None
    return _to_applicant("application_received", application, due=waited.due)


def application_question(ids: Ids) -> Content | None:
    """Ask the applicant a question of the secretariat; unwanted when it is answered or all is decided."""
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
    """Tell the decision to somebody with a seat in a city that comes back; others learn it by invitation."""
    application = _application_in(ids, Application.State.APPROVED)
    if application is None:
        return None
    return _to_applicant("application_approved", application, url=settings.BASE_URL + reverse("desk"))


def application_declined(ids: Ids) -> Content | None:
    """Tell the applicant that the application is declined, and why."""
    application = _application_in(ids, Application.State.DECLINED)
    if application is None:
        return None
    return _to_applicant("application_declined", application, asker=application.decided_by)


def application_taken_up(ids: Ids) -> Content | None:
    """Tell the applicant that a declined application waits for a decision again; unwanted when closed."""
    application = _application_in(ids, *Application.OPEN)
    waited = route.clock(application, database_now()) if application else None
    if application is None or waited is None:
        return None
    return _to_applicant("application_taken_up", application, due=waited.due)


def application_withdrawn(ids: Ids) -> Content | None:
    """Tell the address that the application is withdrawn.

    What was typed is named only where the address was proved, or somebody of the secretariat typed it.
    """
    application = _application_in(ids, Application.State.WITHDRAWN)
    if application is None:
        return None
    named = bool(application.city or application.confirmed_at or application.opened_by)
    return _to_applicant("application_withdrawn", application, named=named)


def partner_invitation(ids: Ids) -> Content | None:
    """Invite a partner to apply, naming the need and the cities behind it; unwanted once it has applied."""
    application = _application_in(ids, Application.State.INVITED)
    if application is None:
        return None
    # Without an expiry: it works until staff take the invitation back (the message after saving says so).
    token = sign("partner", application.pk, version=application.link_version)
    return _to_applicant(
        "partner_invitation",
        application,
        asker=application.opened_by,
        url=settings.BASE_URL + reverse("cities:apply_partner", args=[token]),
        cities=[str(city) for city in application.backed_by.all()],
    )


def status_link(ids: Ids) -> Content | None:
    """Send the link to the applicant's own page again, also after the decision."""
    application = _application_in(ids, *Application.OPEN, *Application.DECIDED, Application.State.WITHDRAWN)
    if application is None:
        return None
    return _to_applicant("status_link", application)


def draft_link(ids: Ids) -> Content | None:
    """Send the link that opens a draft on another device; unwanted when it is gone, or has a newer link.

    Nothing that was typed stands in it: the address may be a stranger's.
    """
    draft = ApplicationDraft.objects.kept().filter(pk=ids["draft"], link_version=ids["version"]).first()
    if draft is None:
        return None
    # Without an expiry of its own: it ends with the draft.
    token = sign("draft", draft.pk, version=draft.link_version)
    url = settings.BASE_URL + reverse("cities:join_draft", args=[token])
    return Content("cities/emails/draft_link", {"url": url, "days": DRAFT_KEPT.days})


def status_url(application: Application) -> str:
    """Return the address of the applicant's own page, which opens it without signing in.

    Raising `link_version` ends it.
    """
    token = sign("status", application.pk, version=application.link_version)
    return settings.BASE_URL + reverse("cities:status", args=[token])


def _application_in(ids: Ids, *states: str) -> Application | None:
    """The application of these ids while it is in one of `states`."""
    rows = Application.objects.select_related("city", "decided_by", "opened_by")
    return rows.filter(pk=ids["application"], state__in=states).first()


def _to_applicant(name: str, application: Application, *, asker: Any = None, **context: Any) -> Content:
    """The mail with the template `name`; `asker` is the member of the secretariat it is from, if any."""
    facts = {"application": application, "person": asker, "url": status_url(application)} | context
    return Content(
        f"cities/emails/{name}",
        facts,
        # Answers go to the common mailbox, also where it bears the name of one member of the secretariat.
        sender_name=str(asker) if asker else None,
        zone=rules.zone_of(application),
    )


def membership_ended(ids: Mapping[str, Any]) -> Content | None:
    """Tell one person of the team what ends and what stays; unwanted when the city is in the Forum again."""
    membership = Membership.objects.filter(pk=ids["membership"]).select_related("city").first()
    if membership is None or membership.city.membership:
        return None
    elsewhere = Officer.objects.standing().filter(person=ids["person"]).select_related("city")
    seat = Officer.objects.open().filter(person=ids["person"], city=membership.city).first()
    context = {
        "url": settings.BASE_URL + seat.taking_back_path if seat else "",
        "is_lead": seat is not None and seat.is_lead,
        "city": membership.city,
        "ended": membership.until,
        "other_cities": ", ".join(str(seat.city) for seat in elsewhere),
    }
    return Content("cities/emails/membership_ended", context)


def membership_reopened(ids: Mapping[str, Any]) -> Content | None:
    """Tell one person of the team that the end was a mistake; unwanted when it has ended again."""
    membership = Membership.objects.open().filter(pk=ids["membership"]).select_related("city").first()
    if membership is None:
        return None
    context = {"city": membership.city, "url": settings.BASE_URL + reverse("desk")}
    return Content("cities/emails/membership_reopened", context)


def membership_paused(ids: Mapping[str, Any]) -> Content | None:
    """Tell a lead contact what a pause of the city means; unwanted when it does not pause any more."""
    return _of_a_pause("membership_paused", Membership.objects.pausing(), ids)


def membership_resumed(ids: Mapping[str, Any]) -> Content | None:
    """Tell a lead contact that the pause of the city is over; unwanted when it pauses again, or has left."""
    return _of_a_pause("membership_resumed", Membership.objects.taking_part(), ids)


def _of_a_pause(name: str, rows: MembershipQuerySet, ids: Mapping[str, Any]) -> Content | None:
    """The mail with the template `name`, while the city is as one of `rows` and the reader leads it.

    By the city and not by the row, which is another one after a change of tier.
    """
    of_city = Membership.objects.filter(pk=ids["membership"]).values("city")
    membership = rows.filter(city__in=of_city).select_related("city").first()
    if membership is None:
        return None
    leads = Officer.objects.open().leads().filter(city=membership.city_id, person=ids["person"])
    if not leads.exists():
        return None
    context = {"city": membership.city, "membership": membership, "url": settings.BASE_URL + reverse("desk")}
    return Content(f"cities/emails/{name}", context)


def tier_changed(ids: Mapping[str, Any]) -> Content | None:
    """Tell one person of the team what a new tier opens and ends; unwanted once it is not the city's."""
    following = Membership.objects.open().filter(pk=ids["membership"]).select_related("city").first()
    if following is None or following.tier is None:
        return None
    before = Membership.objects.filter(city=following.city_id, until=following.since).exclude(pk=following.pk)
    was = before.values_list("tier", flat=True).first()
    if (
        was is None
        or not Officer.objects.open().filter(city=following.city_id, person=ids["person"]).exists()
    ):
        return None
    context = {
        "city": following.city,
        "membership": following,
        "was": Tier(was).label,
        "opens": more_than(Tier(following.tier), Tier(was)),
        "ends": more_than(Tier(was), Tier(following.tier)),
        "url": settings.BASE_URL + reverse("desk"),
    }
    return Content("cities/emails/tier_changed", context)


def tell_team(
    kind: str, membership: Membership, *, moment: datetime | None, leads_only: bool = False
) -> None:
    """Queue a mail of that kind about the membership for each active person of the city's team, or its leads.

    `moment` tells the mail from another of its kind: a membership may be opened and ended again.
    """
    team = membership.city.seats.open().filter(person__is_active=True).select_related("person")
    for seat in team.leads() if leads_only else team:
        queue_mail(
            kind,
            to=seat.person,
            key=f"{kind}:{membership.pk}:{moment}:{seat.person_id}",
            ids={"membership": membership.pk, "person": seat.person_id},
        )


def mail_applicant(application: Application, kind: str, *, key: str, until: datetime | None = None) -> bool:
    """Queue one mail of `kind` to the applicant; return whether it was queued.

    A kind with the same `key` is queued once for an application, for ever. After `until` it is not sent.
    """
    return queue_mail(
        kind,
        to=application.email,
        language=application.language,
        key=f"{kind}:{application.pk}:{key}",
        ids={"application": application.pk},
        expires_at=until,
        stored=True,
    )
