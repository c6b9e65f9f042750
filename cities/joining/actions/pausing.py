"""The verbs of a pause: a city stays in the Forum with its tier, and nothing is asked of it until it goes on.

What follows from it is derived from the open row (`MembershipQuerySet.taking_part`) by whoever asks something
of cities: the yearly question, what Today says they lack, proposals of pairings, mails that announce.
"""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import Membership
from cities.joining.emails import tell_team
from cities.joining.locks import locked_membership
from cities.people.models import User
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from icaforum.words.times import database_now

name_verbs(
    {
        "membership paused": gettext_lazy("paused the membership"),
        "membership resumed": gettext_lazy("let the membership go on after a pause"),
    }
)


class PausesAlready(Refused):
    """Somebody else has paused this membership meanwhile."""


class DoesNotPause(Refused):
    """Somebody else has let this membership go on meanwhile."""


@transaction.atomic
def pause_membership(membership: Membership, *, by: User | None, reason: str = "") -> Membership:
    """Pause the membership of a city; tell its active lead contacts. Return the row.

    Its people keep their rights, places and pairings. `reason` is for the secretariat. Raises PausesAlready,
    and MembershipEnded for a city that is not in the Forum.
    """
    membership = locked_membership(membership)
    if membership.is_paused:
        raise PausesAlready(_("The membership of %(city)s is paused already.") % {"city": membership.city})
    membership.paused_at, membership.pause_reason = database_now(), reason
    membership.save(update_fields=["paused_at", "pause_reason"])
    record("membership paused", membership, by=by, city=membership.city_id)
    tell_team("membership_paused", membership, moment=membership.paused_at, leads_only=True)
    return membership


@transaction.atomic
def resume_membership(membership: Membership, *, by: User | None) -> Membership:
    """Let the membership of a city go on after a pause; tell its active lead contacts. Return the row.

    Raises DoesNotPause, and MembershipEnded for a city that is not in the Forum.
    """
    membership = locked_membership(membership)
    if not membership.is_paused:
        raise DoesNotPause(_("The membership of %(city)s is not paused.") % {"city": membership.city})
    paused_at, membership.paused_at, membership.pause_reason = membership.paused_at, None, ""
    membership.save(update_fields=["paused_at", "pause_reason"])
    record("membership resumed", membership, by=by, city=membership.city_id)
    # By the pause that it ends, since a city may pause more than once.
    tell_team("membership_resumed", membership, moment=paused_at, leads_only=True)
    return membership
