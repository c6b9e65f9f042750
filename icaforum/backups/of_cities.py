"""What must not come back with a backup of cities: memberships, seats, invitations, applications, imports."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F
from django.db.models.functions import Greatest, Now

from cities.invitations.actions.forgetting import say_no_thanks
from cities.invitations.actions.holding import hold_back
from cities.invitations.actions.inviting import revoke_invitation
from cities.joining.models import Application, TierPlan
from cities.launch.models import LaunchSheet
from cities.leaving.actions import end_again
from cities.models import City, Invitation, Membership, Objection, Officer
from icaforum.audit.models import Entry
from icaforum.audit.record import record
from icaforum.backups.kinds import Facts, Kind, Name, is_marked, keys_of, target_of, write_again


def _its_city(entry: Entry) -> Name:
    return "cities.city", str(entry.details["city"])


def _membership(entry: Entry) -> Facts:
    """Return how the city stands: several lines of one minute say the same, and the last counts."""
    open_ones = Membership.objects.open().filter(city=entry.details["city"]).select_related("plan")
    row = open_ones.first()
    plan = getattr(row, "plan", None)
    return {
        "member": row is not None,
        "tier": row and row.tier,
        "paused": row and row.paused_at and row.paused_at.isoformat(),
        "plan": plan and [plan.tier, plan.counts_from.isoformat()],
    }


def _settle_membership(city: City, facts: Facts) -> bool:
    membership = city.memberships.open().get()
    if not facts["member"]:
        return _end_membership(membership)
    return any(
        [
            _settle_tier(membership, facts["tier"]),
            _settle_plan(city, facts["plan"]),
            _settle_pause(city, facts),
        ]
    )


def _end_membership(membership: Membership) -> bool:
    """End it as `end_membership` does, without a mail: people were told when it ended."""
    _close(membership)
    Invitation.objects.open().filter(city=membership.city_id).update(revoked_at=Now())
    membership.city.access_requests.waiting().update(answered_at=Now(), granted=False)
    record("membership ended", membership, by=None, city=membership.city_id)
    return True


def _close(membership: Membership) -> None:
    # What has ended does not pause, as a constraint says.
    end = {"until": Greatest(Now(), F("since")), "paused_at": None, "pause_reason": ""}
    Membership.objects.filter(pk=membership.pk).update(**end)
    TierPlan.objects.filter(membership=membership).delete()


def _settle_tier(membership: Membership, tier: int | None) -> bool:
    """Give the city the tier it had. One moment for both rows, as in `change_tier`."""
    if membership.tier == tier:
        return False
    pause = {"paused_at": membership.paused_at, "pause_reason": membership.pause_reason}
    _close(membership)
    until = Membership.objects.values_list("until", flat=True).get(pk=membership.pk)
    new = Membership.objects.create(city=membership.city, tier=tier, since=until or Now(), **pause)
    record("tier changed", new, by=None, city=new.city_id, was=membership.tier, now=tier)
    return True


def _settle_plan(city: City, plan: list[Any] | None) -> bool:
    """Plan what was planned, so that the clock does not do what was taken back."""
    membership = city.memberships.open().get()
    stands = TierPlan.objects.filter(membership=membership)
    planned = [(plan[0], datetime.fromisoformat(plan[1]))] if plan else []
    if list(stands.values_list("tier", "counts_from")) == planned:
        return False
    stands.delete()
    for tier, moment in planned:
        TierPlan.objects.create(membership=membership, tier=tier, counts_from=moment)
    record("done again", membership, by=None)
    return True


def _settle_pause(city: City, facts: Facts) -> bool:
    """Let the city pause if it did, so that nothing is asked of it; or go on. A reason is not kept."""
    membership = city.memberships.open().get()
    # What was written before there were pauses says nothing of them.
    if "paused" not in facts or bool(facts["paused"]) == membership.is_paused:
        return False
    membership.paused_at = datetime.fromisoformat(facts["paused"]) if facts["paused"] else None
    membership.pause_reason = ""
    membership.save(update_fields=["paused_at", "pause_reason"])
    record("done again", membership, by=None)
    return True


def _successor(entry: Entry) -> Facts:
    return {"to": keys_of("cities.officer", str(entry.details["to"]))[0]}


def _hand_over(seat: Officer, facts: Facts) -> bool:
    """Let the lead pass where the one it went to is there; else the city would have none."""
    successor = next((it for it in seat.colleagues() if is_marked(it, [facts["to"]])), None)
    if successor is None:
        return False
    write_again(successor, role=Officer.Role.LEAD)
    return write_again(seat, role=Officer.Role.OFFICER)


def _objection(entry: Entry) -> Facts | None:
    said = Objection.objects.filter(pk=entry.details.get("objection")).first()
    return {"digest": said.digest} if said else None


def _object_again(facts: Facts) -> bool:
    """Keep the objection, also of an address that is not in the backup, and delete what is held of it."""
    _row, is_new = Objection.objects.get_or_create(digest=facts["digest"])
    offered = Invitation.objects.filter(accepted_at__isnull=True)
    told = Objection.objects.among(set(offered.values_list("email", flat=True)))
    held = list(offered.filter(email__in=told))
    for invitation in held:
        say_no_thanks(invitation)
    return is_new or bool(held)


def _kept_back(entry: Entry) -> Facts | None:
    row = target_of(entry)
    return row and {"held": row.is_held}


def _keep_back(invitation: Invitation, facts: Facts) -> bool:
    return bool(facts["held"] and hold_back([invitation.pk], by=None))


def _state(entry: Entry) -> Facts | None:
    row = target_of(entry)
    return row and {"state": row.state}


def _withdraw(application: Application, facts: Facts) -> bool:
    if facts["state"] != Application.State.WITHDRAWN:
        return False
    Application.objects.filter(pk=application.pk).update(withdrawn_at=Now())
    return write_again(application, state=Application.State.WITHDRAWN)


def _sheet(entry: Entry) -> Facts | None:
    sheet = target_of(entry)
    return sheet and {"asked": sheet.asked_at is not None, "dropped": sheet.dropped_at is not None}


def _stop_import(sheet: LaunchSheet, facts: Facts) -> bool:
    """Import no list by itself that was taken back, and hold nobody of one that was deleted."""
    if facts["dropped"]:
        sheet.rows.all().delete()
        LaunchSheet.objects.filter(pk=sheet.pk).update(dropped_at=Now(), notes=[], summary={})
    elif facts["asked"] or sheet.asked_at is None:
        return False
    LaunchSheet.objects.filter(pk=sheet.pk).update(asked_at=None, asked_by=None)
    record("done again", sheet, by=None)
    return True


def _members() -> models.QuerySet[City]:
    return City.objects.filter(pk__in=Membership.objects.open().values("city"))


KINDS = {
    "membership ended": Kind(
        "cities.membership",
        (
            "membership ended",
            "membership reopened",
            "membership opened",
            "tier changed",
            "tier change planned",
            "tier change taken back",
            "membership paused",
            "membership resumed",
        ),
        _members,
        _settle_membership,
        _membership,
        about=_its_city,
    ),
    "seat ended": Kind(
        "cities.officer",
        ("seat ended", "seat left"),
        Officer.objects.open,
        lambda seat, _facts: end_again(seat),
    ),
    "lead handed over": Kind(
        "cities.officer", ("lead handed over",), Officer.objects.open, _hand_over, _successor
    ),
    "no thanks": Kind(
        "cities.invitation",
        ("no thanks",),
        Invitation.objects.none,
        lambda _row, _facts: False,
        _objection,
        anyway=_object_again,
    ),
    "invitation taken back": Kind(
        "cities.invitation",
        ("invitation taken back",),
        Invitation.objects.open,
        lambda row, _facts: revoke_invitation(row, by=None),
    ),
    "invitation kept back": Kind(
        "cities.invitation",
        ("sending stopped", "invitation sent"),
        lambda: Invitation.objects.open().filter(sent_at__isnull=False),
        _keep_back,
        _kept_back,
    ),
    "application withdrawn": Kind(
        "cities.application",
        ("withdrawn", "invitation to apply taken back"),
        lambda: Application.objects.exclude(state=Application.State.WITHDRAWN),
        _withdraw,
        _state,
    ),
    "import taken back": Kind(
        "cities.launchsheet",
        ("import asked for", "import taken back", "import stopped", "file dropped"),
        lambda: LaunchSheet.objects.filter(done_at__isnull=True, dropped_at__isnull=True),
        _stop_import,
        _sheet,
    ),
}
