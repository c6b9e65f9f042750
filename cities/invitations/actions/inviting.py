"""Seats offered: invited, sent again, taken back, accepted."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import City
from cities.invitations.models import Invitation
from cities.people.models import Officer, User
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import queue_mail
from icaforum.words.addresses import clean_address

name_verbs(
    {
        "invited": gettext_lazy("invited"),
        "invitation sent again": gettext_lazy("sent the invitation again"),
        "invitation taken back": gettext_lazy("took the invitation back"),
        "invitation renewed": gettext_lazy("renewed the invitation"),
        "invitation accepted": gettext_lazy("accepted the invitation"),
    }
)

VALID_FOR = timedelta(days=14)


REMINDED_AFTER = timedelta(days=7)


PAUSE_BETWEEN_MAILS = timedelta(minutes=5)


class AlreadyInTeam(Refused):
    """The address belongs to somebody with a seat there."""


class AlreadyInvited(Refused):
    """The address has an open invitation there."""


class NotInForum(Refused):
    """Seats are offered in cities that are in the Forum."""


class InvitationOver(Refused):
    """Accepted, taken back, replaced by a newer link or expired."""


class AccountClosed(Refused):
    """The secretariat closed the account behind this address; an invitation does not open it."""


class IsStaff(Refused):
    """The secretariat sees everything, and speaks for no city."""


class TooSoon(Refused):
    """The mail went out a moment ago."""


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
) -> Invitation:
    """Offer a seat to one address for 14 days, and mail it. An expired offer to the address gives way."""
    city = City.objects.select_for_update(no_key=True).get(pk=city.pk)
    email, now = clean_address(email), timezone.now()
    if not city.memberships.open().exists():
        raise NotInForum(_("%(city)s is not in the Forum now.") % {"city": city})
    if User.objects.with_address(email).filter(is_staff=True).exists():
        raise _is_staff(email)
    if city.seats.open().filter(person__in=User.objects.with_address(email)).exists():
        raise AlreadyInTeam(_("%(email)s is in the team already.") % {"email": email})
    open_ones = city.invitations.open().filter(email__iexact=email)
    if open_ones.filter(expires_at__gt=now).exists():
        message = _("%(email)s has an open invitation. You can send it again.")
        raise AlreadyInvited(message % {"email": email})
    open_ones.update(revoked_at=now)
    invitation = Invitation.objects.create(
        city=city,
        email=email,
        name=name.strip(),
        role=role,
        note=note.strip(),
        language=language or (by.language if by else "en"),
        invited_by=by,
        sent_at=now,
        expires_at=now + VALID_FOR,
    )
    record("invited", invitation, by=by, city=city.pk, role=role)
    _send(invitation, now)
    return invitation


@transaction.atomic
def resend_invitation(invitation: Invitation, *, by: User | None) -> Invitation:
    """Mail an invitation once more. The link sent before stays good; an expired one is prolonged."""
    invitation = _locked_open(invitation)
    now = timezone.now()
    _refuse_in_a_hurry(invitation, now)
    if invitation.expires_at <= now:
        _prolong(invitation, now)
    record("invitation sent again", invitation, by=by, city=invitation.city_id)
    _send(invitation, now)
    return invitation


@transaction.atomic
def renew_invitation(invitation: Invitation) -> Invitation:
    """«Send me a new one» under an expired link: 14 more days, by mail to the bound address alone."""
    invitation = _locked_open(invitation)
    now = timezone.now()
    if not invitation.city.memberships.open().exists():
        raise NotInForum(_("%(city)s is not in the Forum now.") % {"city": invitation.city})
    _refuse_in_a_hurry(invitation, now)
    _prolong(invitation, now)
    record("invitation renewed", invitation, by=None, city=invitation.city_id)
    _send(invitation, now)
    return invitation


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: User | None) -> Invitation:
    """Take an offer back; its links end at once."""
    invitation = _locked_open(invitation)
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    record("invitation taken back", invitation, by=by, city=invitation.city_id)
    return invitation


@transaction.atomic
def accept_invitation(
    invitation: Invitation, *, version: int, name: str = "", language: str = "", time_zone: str = ""
) -> Officer:
    """Take the seat: find or make the person of the bound address, whose mailbox the link has proved.

    What is said of the person is for somebody new; whoever has an account keeps what stands there.
    The conditional update is the one gate: of twenty presses at once, one gets through.
    """
    now = timezone.now()
    ready = Invitation.objects.open().filter(
        pk=invitation.pk, link_version=version, expires_at__gt=now, city__in=City.objects.members()
    )
    if not ready.update(accepted_at=now):
        raise InvitationOver(_("This invitation can no longer be accepted."))
    person = _person_of(invitation.email, name=name, language=language, time_zone=time_zone)
    Invitation.objects.filter(pk=invitation.pk).update(accepted_by=person)
    seat, fresh = Officer.objects.get_or_create(
        person=person,
        city_id=invitation.city_id,
        until=None,
        defaults={"role": invitation.role, "since": now},
    )
    if not fresh and invitation.role == Officer.Role.LEAD and not seat.is_lead:
        seat.role = Officer.Role.LEAD
        seat.save(update_fields=["role"])
    record("invitation accepted", invitation, by=person, city=invitation.city_id, seat=seat.pk)
    return seat


def remind_invitations(*, now: datetime | None = None) -> int:
    """Write once more, on day 7, to those who have not answered; the key makes it once a link."""
    now = now or timezone.now()
    due = Invitation.objects.open().filter(sent_at__lte=now - REMINDED_AFTER, expires_at__gt=now)
    due = due.filter(city__in=City.objects.members())
    return sum(
        queue_mail(
            "invitation_reminder",
            to=invitation.email,
            language=invitation.language,
            key=f"invitation_reminder:{invitation.pk}:{invitation.link_version}",
            ids={"invitation": invitation.pk},
            expires_at=invitation.expires_at,
        )
        for invitation in due
    )


def _person_of(email: str, *, name: str, language: str, time_zone: str) -> User:
    """Whoever has the address, as they are; else somebody new, as they say."""
    person = User.objects.with_address(email).select_for_update().first()
    if person is None:
        facts = {"name": name.strip(), "language": language, "time_zone": time_zone}
        try:
            with transaction.atomic():
                person = User.objects.create_user(email, zone_confirmed_at=timezone.now(), **facts)
        except IntegrityError:  # another invitation to the same address was accepted this moment
            person = User.objects.select_for_update().get(email__iexact=email)
    if not person.is_active:
        raise AccountClosed(_("This account was closed. Please write to us."))
    if person.is_staff:
        raise _is_staff(email)
    _prove_address(person, email)
    return person


def _is_staff(email: str) -> IsStaff:
    words = _(
        "%(email)s belongs to the secretariat, which sees everything and has no place in a city’s team."
    )
    return IsStaff(words % {"email": email})


def _prove_address(person: User, email: str) -> None:
    """The link came by mail to this address, so the address is the person's."""
    address, fresh = EmailAddress.objects.get_or_create(
        user=person, email=email, defaults={"verified": True, "primary": person.email == email}
    )
    if not fresh and not address.verified:
        address.verified = True
        address.save(update_fields=["verified"])


def _locked_open(invitation: Invitation) -> Invitation:
    row = Invitation.objects.select_for_update(of=("self",)).select_related("city").get(pk=invitation.pk)
    if row.accepted_at or row.revoked_at:
        raise InvitationOver(_("This invitation was accepted or taken back meanwhile."))
    return row


def _prolong(invitation: Invitation, now: datetime) -> None:
    """A new term and a new version, which ends the links of the old term."""
    invitation.expires_at = now + VALID_FOR
    invitation.link_version += 1
    invitation.save(update_fields=["expires_at", "link_version"])


def _refuse_in_a_hurry(invitation: Invitation, now: datetime) -> None:
    """A reader who presses again and again, or a stranger with an old link, fills nobody's mailbox."""
    if invitation.sent_at > now - PAUSE_BETWEEN_MAILS:
        raise TooSoon(_("We have just sent it. Please look in the mailbox, and try again in a few minutes."))


def _send(invitation: Invitation, now: datetime) -> None:
    invitation.sent_at = now
    invitation.save(update_fields=["sent_at"])
    queue_mail(
        "invitation",
        to=invitation.email,
        language=invitation.language,
        key=f"invitation:{invitation.pk}:{int(now.timestamp())}",
        ids={"invitation": invitation.pk},
        expires_at=invitation.expires_at,
    )
