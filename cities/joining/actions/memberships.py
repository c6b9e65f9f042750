"""The verbs of a membership: open it, change its tier, end it.

A membership is a dated row and is never overwritten: a new tier is a new row. Rights, audiences and places at
events are derived from the open row at the next request, so nothing else is updated here.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import City, Membership
from cities.directory.tiers import Tier
from cities.invitations.actions.access_requests import end_requests
from cities.invitations.models import Invitation
from cities.joining.emails import tell_team
from cities.joining.locks import locked_membership
from cities.joining.models import Grounds, TierPlan
from cities.joining.numbers import refuse_beyond
from cities.joining.refusals import refuse_same_tier, refuse_wrong_tier
from cities.people.models import User
from icaforum.audit.belonging import belongs
from icaforum.audit.details import choice_of, name_details
from icaforum.audit.locks import locked
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from icaforum.words.times import database_now

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
belongs(Membership, "city", to=City)


class AlreadyMember(Refused):
    """The city has an open membership."""


class NoSuchDay(Refused):
    """The first day of a membership is still to come."""


@transaction.atomic
def open_membership(
    city: City,
    *,
    tier: int | None,
    by: User | None,
    since: datetime | None = None,
    beyond_limit: bool = False,
) -> Membership:
    """Let a city into the Forum with a tier, or a partner with `tier` None; return the membership.

    `since` is the moment from which it counts, by default now. With `beyond_limit` it may be one more than
    the Forum's settings allow. Raises AlreadyMember, WrongTier or Full.
    """
    # The city's lock, not the unique constraint, decides between two at once: it gives the reader a sentence.
    city = locked(City.objects.select_for_update(no_key=True), city.pk)
    if city.memberships.open().exists():
        raise AlreadyMember(_("%(city)s is in the Forum already.") % {"city": city})
    refuse_wrong_tier(city, tier)
    if not beyond_limit:
        refuse_beyond(city, tier=tier)
    membership = Membership.objects.create(city=city, tier=tier, since=since or database_now())
    record("membership opened", membership, by=by, city=city.pk, tier=tier)
    return membership


@transaction.atomic
def add_member(
    city: City,
    *,
    by: User | None,
    tier: int | None = None,
    since: date | None = None,
    beyond_limit: bool = False,
    backed_by: Collection[City] = (),
    **stated: str,
) -> Membership:
    """Let in a city or partner that did not apply, from the day it joined; return the membership.

    `stated` and `backed_by` are what stands in for the application: the texts of `Grounds`, which may be
    missing; `beyond_limit` is as in `open_membership`. Nobody is mailed. Raises as `open_membership`, and
    NoSuchDay for a day to come.
    """
    today = database_now()
    if since and since > today.date():
        raise NoSuchDay(_("A membership cannot begin on a day to come."))
    moment = min(moment_of_day(since), today) if since else today
    membership = open_membership(city, tier=tier, by=by, since=moment, beyond_limit=beyond_limit)
    texts = {name: text.strip() for name, text in stated.items() if text.strip()}
    if texts or backed_by:
        Grounds.objects.create(membership=membership, **texts).backed_by.set(backed_by)
    return membership


def moment_of_day(day: date) -> datetime:
    """Return the moment from which a membership counts that began on this day."""
    # At 10:00 UTC it is the same day from Honolulu to Auckland, so that no reader sees another one.
    return datetime.combine(day, time(10), tzinfo=UTC)


@transaction.atomic
def change_tier(
    membership: Membership,
    *,
    tier: int,
    by: User | None,
    reason: str = "",
    beyond_limit: bool = False,
    at: datetime | None = None,
) -> Membership:
    """Close the membership and open the next one with another tier; mail its people, return the new row.

    With `beyond_limit` it may be one more than the Forum's settings allow. `at` is the moment from which it
    counts, by default now. A change that was planned is dropped; a pause goes on. Raises
    MembershipEnded, Full, or WrongTier for a partner and for the tier that the city has already.
    """
    membership = locked_membership(membership)
    refuse_same_tier(membership, tier)
    if not beyond_limit:
        refuse_beyond(membership.city, tier=tier, was=membership.tier, comes_in=False)
    # One moment for both rows: the city is in the Forum without a gap and without an overlap.
    now = max(at or database_now(), membership.since)
    pause = {"paused_at": membership.paused_at, "pause_reason": membership.pause_reason}
    _close(membership, at=now, reason=reason)
    following = Membership.objects.create(city=membership.city, tier=tier, since=now, **pause)
    record("tier changed", following, by=by, city=membership.city_id, was=membership.tier, now=following.tier)
    tell_team("tier_changed", following, moment=following.since)
    return following


@transaction.atomic
def end_membership(membership: Membership, *, by: User | None, reason: str = "") -> Membership:
    """End a city's membership, its invitations and requests for access; mail each active person of its team.

    The people keep their accounts and open seats, which give no rights without a membership: if the city
    comes back, its team is there. `reason` is for the secretariat. Raises MembershipEnded.

    Places at events, pairings and papers are derived from the closed row, or settled by the clock of the apps
    that own them; this story stands below them.
    """
    membership = locked_membership(membership)
    now = database_now()
    _close(membership, at=now, reason=reason)
    # One statement, not `revoke_invitation` for each: the line of history of this verb says why they ended.
    Invitation.objects.open().filter(city=membership.city_id).update(revoked_at=now)
    end_requests(membership.city, by=by)
    record("membership ended", membership, by=by, city=membership.city_id)
    tell_team("membership_ended", membership, moment=membership.until)
    return membership


def _close(membership: Membership, *, at: datetime, reason: str) -> None:
    # A membership may be entered with a first day to come; a constraint holds its dates in order.
    membership.until, membership.reason = max(at, membership.since), reason
    membership.paused_at, membership.pause_reason = None, ""
    membership.save(update_fields=["until", "reason", "paused_at", "pause_reason"])
    TierPlan.objects.filter(membership=membership).delete()
