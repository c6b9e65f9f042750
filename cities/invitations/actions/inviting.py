"""Verbs of an invitation: offer a seat, send it again, renew it, take it back."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from cities.directory.models import City
from cities.invitations.models import Invitation
from cities.people import limits
from cities.people.models import Officer, User
from icaforum.audit.belonging import belongs
from icaforum.audit.locks import locked
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import done_without_account, name_verbs
from icaforum.outbox.compose import queue_mail
from icaforum.outbox.planners import row_by_row
from icaforum.words.addresses import clean_address, mailbox, validate_address
from icaforum.words.times import database_now

name_verbs(
    {
        "invited": gettext_lazy("invited"),
        "invitation sent": gettext_lazy("sent the invitation"),
        "invitation sent again": gettext_lazy("sent the invitation again"),
        "invitation taken back": gettext_lazy("took the invitation back"),
        "invitation renewed": gettext_lazy("renewed the invitation"),
    }
)
belongs(Invitation, "city", to=City)
belongs(Invitation, "accepted_by", to=User)
belongs(Invitation, "email", to=User, key="email")
done_without_account(
    "cities.invitation",
    "invitation renewed",
    "invitation sent again",
    "no thanks",
    by=gettext_lazy("the person invited"),
)

# As pages and mails say it: 14 days to answer, one reminder in the middle.
VALID_FOR = timedelta(days=14)


REMINDED_AFTER = timedelta(days=7)


# A reader who presses again and again, or a stranger with an old link, fills nobody's mailbox.
PAUSE_BETWEEN_MAILS = timedelta(minutes=5)


class AlreadyInTeam(Refused):
    """The address belongs to somebody with a seat in this city."""


class AlreadyInvited(Refused):
    """The address has an invitation to this city that can still be accepted."""


class NotInForum(Refused):
    """Seats are offered only in cities that are in the Forum."""


class NoAddress(Refused):
    """Nothing can be mailed to the address, or only to a look-alike of it."""


class InvitationOver(Refused):
    """The invitation was accepted, taken back or replaced by a newer link, or has expired."""


class IsStaff(Refused):
    """The address belongs to the secretariat, which sees everything and speaks for no city."""


class TooSoon(Refused):
    """The mail went out a moment ago."""


class TooMany(Refused):
    """So many mails went out on a member's word that one more waits for an hour, or a day."""


@transaction.atomic
def invite(
    city: City,
    *,
    email: str,
    by: User | None,
    name: str = "",
    role: str = Officer.Role.OFFICER,
    note: str = "",
    language: str = "",
    held: bool = False,
    along_with: Invitation | None = None,
) -> Invitation:
    """Offer a seat to one address for 14 days, and mail it; return the invitation.

    An expired or held offer to the address gives way to the new one. `language` is that of the mail, else the
    inviter's. One that is `held` mails nobody until it is sent (`holding.send_held`); with `along_with` it
    has no mail of its own, and is taken with that invitation. Raises NotInForum, NoAddress, IsStaff,
    AlreadyInTeam and AlreadyInvited; for members also TooSoon, where the city has just written to the
    address, and TooMany.
    """
    # All who offer seats in a city wait for it, so the checks below hold until the row is written. «no key»
    # lets rows that refer to the city be written meanwhile.
    city = locked(City.objects.select_for_update(no_key=True), city.pk)
    email, now = clean_address(email), database_now()
    _refuse_to_offer(city, email)
    unanswered = city.invitations.open().filter(email=email)
    good = Q(expires_at__gt=now) | Q(sent_at__isnull=True) if held else Q(expires_at__gt=now)
    if unanswered.filter(good).exists():
        raise AlreadyInvited(_("%(email)s has an open invitation. You can send it again.") % {"email": email})
    if not held:
        _refuse_a_megaphone(city, email, by=by)
    # What is left has expired or was never sent; the constraint allows one unanswered invitation an address.
    unanswered.update(revoked_at=now)
    invitation = Invitation.objects.create(
        city=city,
        email=email,
        name=name.strip(),
        role=role,
        note=note.strip(),
        # Whoever invites usually shares a language with the one invited.
        language=language or (by.language if by else "en"),
        invited_by=by,
        sent_at=None if held else now,
        expires_at=None if held else now + VALID_FOR,
        along_with=along_with,
    )
    record("invited", invitation, by=by, city=city.pk, role=role)
    if not held:
        _send(invitation, now)
    return invitation


@transaction.atomic
def resend_invitation(invitation: Invitation, *, by: User | None) -> Invitation:
    """Mail an invitation once more, or one that was held for the first time; return it.

    The link sent before stays good; an expired invitation gets 14 more days. Raises InvitationOver where it
    was accepted or taken back, and TooSoon within five minutes of the last mail; for members also TooMany.
    """
    invitation = _lock_open_invitation(invitation)
    now = database_now()
    _refuse_if_just_sent(invitation, now)
    _refuse_a_megaphone(invitation.city, invitation.email, by=by)
    # Only then a new version: while the term runs, the mail sent before must go on working.
    was_held = invitation.is_held
    if was_held or invitation.has_expired(now):
        _prolong(invitation, now)
    record(
        "invitation sent" if was_held else "invitation sent again",
        invitation,
        by=by,
        city=invitation.city_id,
    )
    _send(invitation, now)
    return invitation


@transaction.atomic
def renew_invitation(invitation: Invitation) -> Invitation:
    """Answer «Send me a new one» under an expired link: 14 more days, by mail to the bound address alone.

    Returns the invitation. Raises InvitationOver where it was accepted or taken back, NotInForum where the
    city has left, and TooSoon within five minutes of the last mail.
    """
    invitation = _lock_open_invitation(invitation)
    now = database_now()
    if not invitation.city.memberships.open().exists():
        raise NotInForum(_("%(city)s is not in the Forum now.") % {"city": invitation.city})
    _refuse_if_just_sent(invitation, now)
    _prolong(invitation, now)
    record("invitation renewed", invitation, by=None, city=invitation.city_id)
    _send(invitation, now)
    return invitation


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: User | None) -> Invitation:
    """Take an offer back, so that its links end at once; return the invitation.

    Raises InvitationOver where it was accepted or taken back before.
    """
    invitation = _lock_open_invitation(invitation)
    invitation.revoked_at = database_now()
    invitation.save(update_fields=["revoked_at"])
    record("invitation taken back", invitation, by=by, city=invitation.city_id)
    return invitation


def remind_invitations(*, now: datetime | None = None) -> int:
    """Write once more, on day 7, to those who have not answered; return how many mails were queued."""
    now = now or database_now()
    due = Invitation.objects.acceptable(now).filter(sent_at__lte=now - REMINDED_AFTER)
    return row_by_row(gettext_noop("remind of invitations"), due, _remind)


def _remind(invitation: Invitation) -> bool:
    """Queue the reminder of one invitation; return whether it was queued."""
    return queue_mail(
        "invitation_reminder",
        to=invitation.email,
        language=invitation.language,
        # The key makes it one reminder a link, however often the planner runs.
        key=f"invitation_reminder:{invitation.pk}:{invitation.link_version}",
        ids={"invitation": invitation.pk},
        due_at=invitation.sent_at and invitation.sent_at + REMINDED_AFTER,
        expires_at=invitation.expires_at,
    )


def _refuse_to_offer(city: City, email: str) -> None:
    """Raise NotInForum, NoAddress, IsStaff or AlreadyInTeam where a seat cannot be offered to the address."""
    if not city.memberships.open().exists():
        raise NotInForum(_("%(city)s is not in the Forum now.") % {"city": city})
    # Forms have refused such a one; requests and applications of earlier times may hold it still.
    try:
        validate_address(email)
    except ValidationError as error:
        raise NoAddress(" ".join(error.messages)) from error
    # Said openly: only leads and staff invite, and they may know who the secretariat is.
    if User.objects.with_address(email).filter(is_staff=True).exists():
        raise refusal_for_staff(email)
    if city.seats.open().filter(person__in=User.objects.with_address(email)).exists():
        raise AlreadyInTeam(_("%(email)s is in the team already.") % {"email": email})


def _refuse_a_megaphone(city: City, email: str, *, by: User | None) -> None:
    """Raise TooSoon or TooMany where a member has had enough invitations mailed for the moment.

    The secretariat at work is not counted: without the second step one is a member like any other. Nor are
    strangers, whose forms count by their network.
    """
    if by is None or by.acts_as_staff:
        return
    # Also one that was taken back since: else taking back and inviting again would mail again and again.
    if city.invitations.filter(email=email, sent_at__gt=database_now() - PAUSE_BETWEEN_MAILS).exists():
        raise TooSoon(_("We have just written to %(email)s. Please wait five minutes.") % {"email": email})
    over = limits.one_too_many(
        invitations_of_lead=by.pk, invitations_of_city=city.pk, invitations_to_address=mailbox(email)
    )
    if over == "invitations_to_address":
        words = _("%(email)s has had several invitations today. Please talk to each other another way.")
        raise TooMany(words % {"email": email})
    if over:
        raise TooMany(_("Many invitations went out this hour. Please go on later, or ask the secretariat."))


def refusal_for_staff(email: str) -> IsStaff:
    """Make the refusal for an address of the secretariat."""
    words = _(
        "%(email)s belongs to the secretariat, which sees everything and has no place in a city’s team."
    )
    return IsStaff(words % {"email": email})


def _lock_open_invitation(invitation: Invitation) -> Invitation:
    """Lock and return the invitation as it is now. Raises InvitationOver."""
    # Only the invitation: the city beside it is read, and must stay free for others.
    row = locked(Invitation.objects.select_for_update(of=("self",)).select_related("city"), invitation.pk)
    if row.accepted_at or row.revoked_at:
        raise InvitationOver(_("This invitation was accepted or taken back meanwhile."))
    return row


def _prolong(invitation: Invitation, now: datetime) -> None:
    """Give a new term and a new version, which ends the links of the old term."""
    invitation.expires_at, invitation.sent_at = now + VALID_FOR, now
    invitation.link_version += 1
    invitation.save(update_fields=["expires_at", "sent_at", "link_version"])


def _refuse_if_just_sent(invitation: Invitation, now: datetime) -> None:
    """Raise TooSoon within five minutes of the last mail."""
    if invitation.sent_at and invitation.sent_at > now - PAUSE_BETWEEN_MAILS:
        raise TooSoon(
            _("It is on its way already. Please look in the mailbox, and try again in a few minutes.")
        )


def key_of_mail(invitation: Invitation, sent_at: datetime) -> str:
    """Return the key in the outbox of the mail that an invitation was sent with at that moment."""
    return f"invitation:{invitation.pk}:{int(sent_at.timestamp() * 1000)}"


def _send(invitation: Invitation, now: datetime) -> None:
    """Queue the mail, and note when; the key holds the moment, so that each sending is a mail of its own."""
    invitation.sent_at = now
    invitation.save(update_fields=["sent_at"])
    queue_mail(
        "invitation",
        to=invitation.email,
        language=invitation.language,
        key=key_of_mail(invitation, now),
        ids={"invitation": invitation.pk},
        expires_at=invitation.expires_at,
    )
