"""The verbs of a change of tier from a day on: decide it, take it back, and do it on its day."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from cities.directory.models import Membership
from cities.joining.actions.memberships import change_tier
from cities.joining.locks import locked_membership
from cities.joining.models import TierPlan
from cities.joining.numbers import refuse_beyond
from cities.joining.refusals import MembershipEnded, beginning_of, refuse_same_tier
from cities.people.models import User
from icaforum.audit.details import moment_of, name_details
from icaforum.audit.record import Refused, record
from icaforum.audit.verbs import name_verbs
from icaforum.forum.reading import the_forum
from icaforum.outbox.planners import row_by_row
from icaforum.words.times import database_now

name_verbs(
    {
        "tier change planned": gettext_lazy("planned a change of tier"),
        "tier change taken back": gettext_lazy("took a planned change of tier back"),
    }
)
name_details({"counts_from": moment_of(gettext_lazy("from"))})


class NothingPlanned(Refused):
    """No change is planned: it was done or taken back meanwhile."""


@transaction.atomic
def set_tier(
    membership: Membership,
    *,
    tier: int,
    by: User | None,
    counts_from: date | None = None,
    reason: str = "",
    beyond_limit: bool = False,
) -> Membership:
    """Give a city another tier, from today or from a day to come; return the row that is open now.

    `counts_from` is a day of the secretariat; none means now. A day to come is kept as a plan, in place of
    an earlier one: nobody is mailed before it counts. It takes one of the limited places at once. Raises
    WrongDay, MembershipEnded, WrongTier or Full.
    """
    membership, now = locked_membership(membership), database_now()
    days = the_forum().workdays
    if counts_from is None or counts_from == days.day_of(now):
        return change_tier(membership, tier=tier, by=by, reason=reason, beyond_limit=beyond_limit)
    moment = beginning_of(counts_from, now)
    refuse_same_tier(membership, tier)
    # Before counting: the earlier plan of this city holds the place that the new one takes.
    TierPlan.objects.filter(membership=membership).delete()
    if not beyond_limit:
        refuse_beyond(membership.city, tier=tier, was=membership.tier, comes_in=False)
    TierPlan.objects.create(
        membership=membership, tier=tier, counts_from=moment, reason=reason, planned_by=by
    )
    _note("tier change planned", membership, tier=tier, moment=moment, by=by)
    return membership


@transaction.atomic
def take_back_tier(membership: Membership, *, by: User | None) -> Membership:
    """Drop the change that is planned; nobody is mailed. Raises NothingPlanned or MembershipEnded."""
    membership = locked_membership(membership)
    plan = TierPlan.objects.filter(membership=membership).first()
    if plan is None:
        raise NothingPlanned(_("No change of tier is planned any more."))
    plan.delete()
    _note("tier change taken back", membership, tier=plan.tier, moment=plan.counts_from, by=by)
    return membership


def change_planned(*, now: datetime | None = None) -> int:
    """Change the tiers whose day has come; return how many."""
    now = now or database_now()
    due = TierPlan.objects.filter(counts_from__lte=now).select_related("membership")
    return row_by_row(gettext_noop("change tiers on their day"), due, lambda plan: _change(plan, now))


def _change(plan: TierPlan, now: datetime) -> int:
    """Do one plan under the lock of its city; return 0 where it was moved or dropped meanwhile."""
    try:
        membership = locked_membership(plan.membership)
    except MembershipEnded:
        return 0
    # What was looked at before the lock may be another plan by now.
    due = TierPlan.objects.filter(pk=plan.pk, counts_from__lte=now).first()
    if due is None:
        return 0
    # The limit was asked when it was decided, and the place has been its own since.
    change_tier(membership, tier=due.tier, by=None, reason=due.reason, beyond_limit=True, at=due.counts_from)
    return 1


def _note(verb: str, membership: Membership, *, tier: int, moment: datetime, by: User | None) -> None:
    record(
        verb,
        membership,
        by=by,
        city=membership.city_id,
        was=membership.tier,
        tier=tier,
        counts_from=moment.isoformat(),
    )
