"""The verbs of a membership as buttons: on its own page, and on the page of its city."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.directory.models import City, Membership
from cities.directory.tiers import SELECTED, Tier, more_than
from cities.joining.actions import memberships, pausing, reopening, tiers
from cities.joining.forms.staff import ReasonForm, ReopenForm, TierForm
from cities.joining.models import TierPlan
from cities.joining.numbers import counts_in
from cities.joining.refusals import MembershipEnded
from cities.leaving.losses import losses_of_team, not_coming_back, places_lost_by_tier, what_becomes_of
from cities.leaving.rules import plan_for_city, plan_for_tier
from icaforum.audit.admin import Verb
from icaforum.audit.locks import lock_row
from icaforum.forum.reading import the_forum
from icaforum.words.times import database_now

CHANGES_MEMBERSHIPS = "cities.change_membership"


def plan_of(membership: Membership) -> TierPlan | None:
    """Return the change of tier that is planned for a membership, or None."""
    return TierPlan.objects.filter(membership=membership).first()


def _in_other_tiers(membership: Membership) -> str:
    """Say what each other tier would mean, and whom the change mails when."""
    now = Tier(membership.tier or Tier.GENERAL)
    said = [
        plan_for_tier(
            str(tier.label),
            opens=more_than(tier, now),
            ends=more_than(now, tier),
            places=places_lost_by_tier(membership.city, tier),
        )
        for tier in Tier
        if tier != now
    ]
    told = _(
        "All people of the city are told by mail on the day from which it counts; until then it can be taken "
        "back. What the city sees follows on its next page. What it wrote stays as it is, for those for whom "
        "it was written."
    )
    return "\n".join([*said, told])


def _standing(membership: Membership) -> Mapping[str, Any]:
    """What the form begins with: what is planned, or the tier of today."""
    days = the_forum().workdays
    if plan := plan_of(membership):
        return {"tier": plan.tier, "counts_from": days.day_of(plan.counts_from), "reason": plan.reason}
    return {"tier": membership.tier, "counts_from": days.day_of(database_now())}


def _done(membership: Membership) -> str:
    """Say what was done: changed at once, or planned for a day."""
    if plan := plan_of(membership):
        day = date_format(localtime(plan.counts_from, the_forum().workdays.zone), "DATE_FORMAT")
        words = _("Planned: %(city)s, %(tier)s from %(day)s. Nobody is told before.")
        return words % {"city": membership.city, "tier": plan.label, "day": day}
    return _("Changed. The people of %(city)s are told by mail.") % {"city": membership.city}


def _what_is_planned(membership: Membership) -> str:
    plan = plan_of(membership)
    if plan is None:
        return ""
    day = date_format(localtime(plan.counts_from, the_forum().workdays.zone), "DATE_FORMAT")
    words = _("Planned is: %(tier)s from %(day)s. It is dropped, and nobody is mailed.")
    return words % {"tier": plan.label, "day": day}


def _consequence_of_ending(membership: Membership) -> str:
    city = membership.city
    return " ".join(plan_for_city(str(city), losses_of_team(city), becomes=what_becomes_of(city)))


def _consequence_of_pausing(membership: Membership) -> str:
    words = _(
        "%(city)s stays in the Forum with its tier, and its people see and keep what they have. Nothing is "
        "asked of it: no yearly question, no new pairing, no news and no announcements by mail, and no line "
        "on Today."
    )
    return f"{words % {'city': membership.city}} {_leads_told(membership)}"


def _consequence_of_resuming(membership: Membership) -> str:
    words = _("%(city)s is asked again, and its people get news and announcements again.")
    return f"{words % {'city': membership.city}} {_leads_told(membership)}"


def _leads_told(membership: Membership) -> str:
    """Say whom the verbs of a pause mail."""
    leads = membership.city.seats.open().leads().filter(person__is_active=True).select_related("person")
    names = ", ".join(str(seat.person) for seat in leads)
    if not names:
        return _("Nobody is mailed: there is no lead contact.")
    return _("Told by mail: %(names)s.") % {"names": names}


def _consequence_of_reopening(membership: Membership) -> str:
    words = _(
        "For an end by mistake: the membership of %(city)s goes on without a gap. Its people have their "
        "rights again at once, in the seats they have, and each is told by mail."
    )
    return " ".join([words % {"city": membership.city}, *not_coming_back(membership)])


def _ask_of_tier(form: TierForm, membership: Membership) -> None:
    """Ask beyond the limit for a city that neither has such a tier nor is to get it."""
    plan = plan_of(membership)
    was = plan.tier if plan and plan.tier in SELECTED else membership.tier
    form.ask_beyond(counts_in(membership.city.kind, list(Tier), was=was, comes_in=False))


def _ask_of_reopening(form: ReopenForm, membership: Membership) -> None:
    form.ask_beyond(counts_in(membership.city.kind, [membership.tier]))


TIER = Verb(
    name="tier",
    label=gettext_lazy("Change tier from a date"),
    do=tiers.set_tier,
    done=_done,
    form=TierForm,
    fill=_ask_of_tier,
    offered=lambda row: row.is_open and row.tier is not None,
    consequence=_in_other_tiers,
    initial=_standing,
    mails=True,
    note_in=("tier_changed",),
    # The city first, as all verbs on it do.
    lock=lambda row, _by: (lock_row(row.city), lock_row(row)),
)
TAKE_BACK = Verb(
    name="take-back-tier",
    label=gettext_lazy("Take the planned tier back"),
    do=tiers.take_back_tier,
    done=gettext_lazy("Taken back. The tier stays as it is."),
    offered=lambda row: row.is_open and plan_of(row) is not None,
    consequence=_what_is_planned,
)
PAUSE = Verb(
    name="pause",
    label=gettext_lazy("Pause the membership"),
    do=pausing.pause_membership,
    done=lambda row: _("The membership of %(city)s is paused.") % {"city": row.city},
    form=ReasonForm,
    offered=lambda row: row.is_open and not row.is_paused,
    consequence=_consequence_of_pausing,
    mails=True,
    note_in=("membership_paused",),
)
RESUME = Verb(
    name="resume",
    label=gettext_lazy("End the pause"),
    do=pausing.resume_membership,
    done=lambda row: _("The membership of %(city)s goes on.") % {"city": row.city},
    offered=lambda row: row.is_open and row.is_paused,
    consequence=_consequence_of_resuming,
    mails=True,
    note_in=("membership_resumed",),
)
END = Verb(
    name="end",
    label=gettext_lazy("End the membership"),
    do=memberships.end_membership,
    done=lambda row: _("The membership of %(city)s has ended.") % {"city": row.city},
    form=ReasonForm,
    offered=lambda row: row.is_open,
    consequence=_consequence_of_ending,
    mails=True,
    note_in=("membership_ended",),
    danger=True,
)
REOPEN = Verb(
    name="reopen",
    label=gettext_lazy("Open the membership again"),
    do=reopening.reopen_membership,
    done=lambda row: _("The membership of %(city)s goes on as if it had not ended.") % {"city": row.city},
    form=ReopenForm,
    fill=_ask_of_reopening,
    offered=lambda row: not row.is_open and row.is_last,
    consequence=_consequence_of_reopening,
    mails=True,
    note_in=("membership_reopened",),
)


def on_the_city(verb: Verb) -> Verb:
    """Return a verb of a membership as one of its city: of the open one, or, to reopen it, of the last."""
    found = _with_city if verb is REOPEN else _open
    return Verb(
        name=verb.name,
        label=verb.label,
        form=verb.form,
        mails=verb.mails,
        note_in=verb.note_in,
        danger=verb.danger,
        needs=CHANGES_MEMBERSHIPS,
        do=lambda city, **given: verb.do(found(city), **given),
        done=_of_city(verb.done) if callable(verb.done) else verb.done,
        consequence=_of_city(verb.consequence),
        offered=_reopened if verb is REOPEN else lambda city: _offers(verb, city),
        initial=_of_city(verb.initial) if verb.initial else None,
        fill=lambda form, city: verb.fill(form, found(city)),
        lock=lambda city, by: verb.lock(found(city), by),
    )


def _reopened(city: City) -> bool:
    return city.memberships.exists() and REOPEN.offered(_with_city(city))


def _offers(verb: Verb, city: City) -> bool:
    """Whether a verb of a running membership is offered; a list that carries these asks nothing more."""
    return city.membership is not None and verb.offered(city.membership)


def _of_city(say: Callable[[Any], Any]) -> Callable[[City], Any]:
    """The same words of a city: of its newest membership, which may have ended this moment."""
    return lambda city: say(_with_city(city))


def _with_city(city: City) -> Membership:
    """The newest membership of the city, asked anew, since a verb may have changed it."""
    membership = city.memberships.order_by("-since", "-pk").first()
    if membership is None:
        raise MembershipEnded(_("%(city)s is not in the Forum.") % {"city": city})
    membership.city = city
    return membership


def _open(city: City) -> Membership:
    membership = _with_city(city)
    if not membership.is_open:
        raise MembershipEnded(_("This membership has ended already."))
    return membership
