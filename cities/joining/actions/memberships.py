"""A city's time in the Forum: it comes in, its tier changes, it leaves."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import City, Membership
from cities.invitations.models import Invitation
from cities.people.models import User
from cities.tiers import Tier
from icaforum.audit.details import choice_of, name_details
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from icaforum.outbox.compose import queue_mail

name_verbs(
    {
        "membership opened": gettext_lazy("opened the membership"),
        "membership ended": gettext_lazy("ended the membership"),
        "tier changed": gettext_lazy("changed the tier"),
    }
)
name_details(
    {
        "tier": choice_of(Tier.choices, gettext_lazy("tier")),
        "was": choice_of(Tier.choices, gettext_lazy("was")),
        "now": choice_of(Tier.choices, gettext_lazy("is now")),
    }
)


class AlreadyMember(Refused):
    """The city is in the Forum."""


class MembershipEnded(Refused):
    """The membership at hand has been closed by somebody else."""


class WrongTier(Refused):
    """Cities have a tier, partners none; and a change must change something."""


@transaction.atomic
def open_membership(
    city: City, *, tier: int | None, by: User | None, since: datetime | None = None
) -> Membership:
    """Let a city into the Forum with a tier, or a partner without one."""
    city = City.objects.select_for_update(no_key=True).get(pk=city.pk)
    if city.memberships.open().exists():
        raise AlreadyMember(_("%(city)s is in the Forum already.") % {"city": city})
    _refuse_wrong_tier(city, tier)
    membership = Membership.objects.create(city=city, tier=tier, since=since or timezone.now())
    record("membership opened", membership, by=by, city=city.pk, tier=tier)
    return membership


@transaction.atomic
def change_tier(membership: Membership, *, tier: int, by: User | None, reason: str = "") -> Membership:
    """Close a city's row and open the next at the same moment; rights follow on the next request."""
    membership = _locked(membership)
    _refuse_wrong_tier(membership.city, tier)
    if membership.tier == tier:
        message = _("%(city)s is that already: %(tier)s.")
        raise WrongTier(message % {"city": membership.city, "tier": membership.label})
    now = timezone.now()
    _close(membership, at=now, reason=reason)
    following = Membership.objects.create(city=membership.city, tier=tier, since=now)
    record("tier changed", following, by=by, city=membership.city_id, was=membership.tier, now=following.tier)
    return following


@transaction.atomic
def end_membership(membership: Membership, *, by: User | None, reason: str = "") -> Membership:
    """Let a city leave. Its people are told, keep their accounts and see what the public sees.

    Open invitations end. All else that follows (places, pairings, papers) is derived from the closed row, or
    settled by the clock.
    """
    membership = _locked(membership)
    now = timezone.now()
    _close(membership, at=now, reason=reason)
    Invitation.objects.open().filter(city=membership.city_id).update(revoked_at=now)
    record("membership ended", membership, by=by, city=membership.city_id)
    for seat in membership.city.seats.open().filter(person__is_active=True).select_related("person"):
        queue_mail(
            "membership_ended",
            to=seat.person,
            key=f"membership_ended:{membership.pk}:{seat.person_id}",
            ids={"membership": membership.pk, "person": seat.person_id},
        )
    return membership


def _locked(membership: Membership) -> Membership:
    """The row as it is now, its city locked first, so that every verb on a city waits in one line."""
    city = City.objects.select_for_update(no_key=True).get(pk=membership.city_id)
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    membership.city = city
    if not membership.is_open:
        raise MembershipEnded(_("This membership has ended already."))
    return membership


def _close(membership: Membership, *, at: datetime, reason: str) -> None:
    membership.until, membership.reason = max(at, membership.since), reason
    membership.save(update_fields=["until", "reason"])


def _refuse_wrong_tier(city: City, tier: int | None) -> None:
    if city.is_partner and tier is not None:
        raise WrongTier(_("A partner has no tier."))
    if not city.is_partner and tier is None:
        raise WrongTier(_("Choose the tier of %(city)s.") % {"city": city})
