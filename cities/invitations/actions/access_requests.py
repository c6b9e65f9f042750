"""Verbs of «My city is already a member»: somebody asks its lead for a seat, and is answered."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from cities.directory.models import City
from cities.invitations.actions.inviting import (
    AlreadyInTeam,
    AlreadyInvited,
    InvitationOver,
    NotInForum,
    TooMany,
    TooSoon,
    invite,
    resend_invitation,
    revoke_invitation,
)
from cities.invitations.models import AccessRequest, Invitation
from cities.people import limits
from cities.people.models import Officer, User
from icaforum.audit.belonging import belongs
from icaforum.audit.locks import locked, locking
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import done_without_account, name_verbs
from icaforum.forum.reading import the_forum
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.planners import row_by_row
from icaforum.words.addresses import clean_address
from icaforum.words.times import database_now

name_verbs(
    {
        "access asked for": gettext_lazy("asked for access"),
        "access request corrected": gettext_lazy("sent a corrected one instead"),
        "access granted": gettext_lazy("gave access"),
        "access declined": gettext_lazy("gave no access"),
        "access request passed on": gettext_lazy("passed the request on to the secretariat"),
    }
)
belongs(AccessRequest, "city", to=City)
belongs(AccessRequest, "email", to=User, key="email")
done_without_account(
    "cities.accessrequest",
    "access asked for",
    "access request corrected",
    by=gettext_lazy("the person who asks"),
)

# As the mail to the person who asks promises.
ESCALATED_AFTER = timedelta(days=5)


class RequestAnswered(Refused):
    """Another lead, or the secretariat, has answered before."""


@transaction.atomic
def ask_for_access(
    city: City,
    *,
    name: str,
    email: str,
    language: str,
    message: str = "",
    instead_of: AccessRequest | None = None,
) -> AccessRequest | None:
    """Ask a city's leads for a seat, in one mail with one button; a city without a lead: the secretariat.

    Returns the request, the earlier one where it is still open, or None for somebody who has a seat there.
    Whoever asks gets a mail either way, so that the page need not tell whether we know the address: that it
    was passed on, or that they have a seat already, when nobody else is troubled. `instead_of` is a request
    that this one corrects: while it waits for its answer it is deleted, since granting it would invite
    whoever reads the wrong mailbox; the invitation that answered it is taken back for the same reason.
    Raises NotInForum, and TooMany where the team was asked often this hour.
    """
    # Asking twice at once makes one request: the second waits for the city, and finds the first.
    city = locked(City.objects.select_for_update(no_key=True), city.pk)
    email = clean_address(email)
    if instead_of:
        _retire(instead_of, unless=(city, email))
    if not city.memberships.open().exists():
        raise NotInForum(_("%(city)s is not in the Forum now.") % {"city": city})
    if city.seats.open().filter(person__in=User.objects.with_address(email)).exists():
        _tell_of_the_seat(city, email=email, language=language)
        return None
    earlier = city.access_requests.waiting().filter(email=email).first()
    if earlier:
        return earlier
    # Each mails the leads with words of the asker's own, whose address may be any.
    if limits.one_too_many(requests_to_team=city.pk):
        words = _("Many people asked %(city)s for a place this hour. Please try again later, or write to us.")
        raise TooMany(words % {"city": city})
    request = AccessRequest.objects.create(
        city=city,
        name=name.strip(),
        email=email,
        language=language,
        message=message.strip(),
        sent_at=database_now(),
    )
    record("access asked for", request, by=None, city=city.pk)
    _mail_asker("access_received", request)
    # Nobody leads the city, or none of the leads may sign in: it need not wait five days.
    if not _mail_leads(request):
        _escalate(request, database_now())
    return request


def _retire(request: AccessRequest, *, unless: tuple[City, str]) -> None:
    """Delete a request that was corrected, or end what granted it; not one for the same city and address."""
    rows = AccessRequest.objects.filter(pk=request.pk).exclude(city=unless[0], email=unless[1])
    with locking():
        found = list(rows.select_for_update(of=("self",)))
    for gone in found:
        if gone.granted:
            _take_back_answer(gone)
        elif not gone.answered_at:
            record("access request corrected", gone, by=None, city=gone.city_id)
            gone.delete()


def _take_back_answer(request: AccessRequest) -> None:
    """Take the open invitation back that answered a request; one that was there before it stays."""
    offers = Invitation.objects.open().filter(city=request.city_id, email=request.email)
    for offer in offers.filter(invited_by=request.answered_by, entered_at__gte=request.answered_at):
        with suppress(InvitationOver):  # it was accepted this moment
            revoke_invitation(offer, by=None)


@transaction.atomic
def answer_access(
    request: AccessRequest, *, granted: bool, by: User, role: str = Officer.Role.OFFICER
) -> AccessRequest:
    """Invite the person who asked, or say no; either way the person is told by mail. Return the request.

    `role` is that of the seat. Raises RequestAnswered, and what `invite` raises.
    """
    # Two leads may press at the same time; the second waits, and is told.
    request = locked(AccessRequest.objects.select_for_update(of=("self",)).select_related("city"), request.pk)
    if request.answered_at:
        raise RequestAnswered(_("This request was answered meanwhile."))
    _answer(request, granted=granted, by=by)
    if granted:
        _invite(request, by=by, role=role)
    else:
        _mail_asker("access_declined", request)
    return request


@transaction.atomic
def pass_on_unled(city: City) -> int:
    """Pass on to the secretariat what waits for an answer in a city that nobody leads; return how many."""
    if city.seats.open().leads().filter(person__is_active=True).exists():
        return 0
    waiting = city.access_requests.waiting().filter(escalated_at__isnull=True)
    return sum(_escalate(request, database_now()) for request in waiting)


def end_requests(city: City, *, by: User | None) -> None:
    """Decline what waits for an answer in a city that leaves the Forum; each who asked is told by mail."""
    with locking():
        waiting = list(city.access_requests.waiting().select_for_update(of=("self",)).select_related("city"))
    for request in waiting:
        _answer(request, granted=False, by=by)
        _mail_asker("access_declined", request)


def escalate_access_requests(*, now: datetime | None = None) -> int:
    """Pass on to the secretariat what no lead has answered for five days; return how many mails."""
    now = now or database_now()
    due = AccessRequest.objects.waiting().filter(
        escalated_at__isnull=True, sent_at__lte=now - ESCALATED_AFTER
    )
    return row_by_row(
        gettext_noop("pass on requests for a place"), due, lambda request: _escalate(request, now)
    )


@transaction.atomic
def _escalate(request: AccessRequest, now: datetime) -> bool:
    """Pass one request on, if nobody was quicker; return whether a mail was queued."""
    # A conditional update is lock and check in one: run twice, or answered meanwhile, it finds no row.
    still = AccessRequest.objects.waiting().filter(pk=request.pk, escalated_at__isnull=True)
    if not still.update(escalated_at=now):
        return False
    record("access request passed on", request, by=None, city=request.city_id)
    return queue_mail(
        "access_request_staff",
        to=the_forum().contact_email,
        language=settings.LANGUAGE_CODE,
        key=f"access_request_staff:{request.pk}",
        ids={"request": request.pk},
        due_at=min(now, request.sent_at + ESCALATED_AFTER),
    )


def _answer(request: AccessRequest, *, granted: bool, by: User | None) -> None:
    """Write the answer, and its line of history."""
    request.answered_at, request.answered_by, request.granted = database_now(), by, granted
    request.save(update_fields=["answered_at", "answered_by", "granted"])
    record("access granted" if granted else "access declined", request, by=by, city=request.city_id)


def _tell_of_the_seat(city: City, *, email: str, language: str) -> None:
    """Mail somebody who asked for a seat that they have one."""
    # One such mail a day: the form must not be of use to flood a mailbox. The key's column holds 200.
    key = f"access_known:{city.pk}:{email}:{database_now():%Y-%m-%d}"[:200]
    queue_mail("access_known", to=email, language=language, key=key, ids={"city": city.pk})


def _mail_leads(request: AccessRequest) -> int:
    """Mail the request to each lead who may sign in; return how many mails were queued."""
    leads = request.city.seats.open().leads().filter(person__is_active=True).select_related("person")
    return sum(
        queue_mail(
            "access_request",
            to=seat.person,
            key=f"access_request:{request.pk}:{seat.person_id}",
            ids={"request": request.pk, "seat": seat.pk},
        )
        for seat in leads
    )


def _mail_asker(kind: str, request: AccessRequest) -> None:
    """Mail the person who asked, in the language they chose."""
    queue_mail(
        kind,
        to=request.email,
        language=request.language,
        key=f"{kind}:{request.pk}",
        ids={"request": request.pk},
        stored=True,
    )


def _invite(request: AccessRequest, *, by: User, role: str) -> None:
    """Offer the seat; whoever has an offer in another way meanwhile gets that one once more.

    Raises NotInForum, IsStaff and TooMany.
    """
    facts: dict[str, Any] = {"email": request.email, "name": request.name, "role": role}
    facts["language"] = request.language
    try:
        invite(request.city, by=by, **facts)
    # The seat is there, which is what was asked for: granting is done, and not refused.
    except AlreadyInTeam:
        return
    except AlreadyInvited:
        # No lock is held here: that of `invite` went with its savepoint when it refused.
        offer = request.city.invitations.open().get(email=request.email)
        with suppress(TooSoon, TooMany):  # it lies in the mailbox since a moment ago, or more than once
            resend_invitation(offer, by=by)
