"""The verbs of a call for peers: opened, closing on another day, dropped."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import User
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs
from icaforum.words.times import database_now
from pilots.interest.models import PeerCall, has_ended
from pilots.interest.recipients import leads_to_tell, mail_each, people_of
from pilots.interest.refusals import NotNow, NotReady
from pilots.interest.rules import MOST_QUESTIONS

name_verbs(
    {
        "peer call opened": gettext_lazy("opened the call for peers"),
        "peer call moved": gettext_lazy("moved the closing day of the call for peers"),
        "peer call dropped": gettext_lazy("dropped the call for peers"),
    }
)


@transaction.atomic
def open_call(call: PeerCall, *, by: User) -> PeerCall:
    """Show a call to cities, and tell the leads of those that may answer.

    Raises NotNow where it is open or dropped already, NotReady where it names no published project, asks too
    much, or its closing day is over.
    """
    call = PeerCall.objects.locked(call.pk)
    if not call.is_draft:
        raise NotNow(_("This call is open already, or dropped."))
    if not call.projects.published().exists() or call.projects.filter(published_at=None).exists():
        raise NotReady(_("Choose the pilot projects first, and publish each of them."))
    if len(call.asked) > MOST_QUESTIONS:
        raise NotReady(_("A call asks %(n)d questions at most.") % {"n": MOST_QUESTIONS})
    now = database_now()
    if has_ended(call.closes_on, now):
        raise NotReady(_("Its closing day is over. Choose a later one first."))
    call.opened_at = now
    call.save(update_fields=["opened_at"])
    record("peer call opened", call, by=by)
    mail_each(
        "peer_call_opened", leads_to_tell(call), key=f"peer_call:{call.pk}:opened", ids={"call": call.pk}
    )
    return call


@transaction.atomic
def move_closing(call: PeerCall, *, closes_on: date, decides_on: date, by: User) -> PeerCall:
    """Let a call close, or be decided, on another day; all whose city has begun or may answer are told.

    Raises NotNow where it is no open call or stands so already, NotReady for days out of order, or over.
    """
    call = PeerCall.objects.locked(call.pk)
    if call.is_draft or call.is_over:
        raise NotNow(_("Only an open call can be moved."))
    if (closes_on, decides_on) == (call.closes_on, call.decides_on):
        raise NotNow(_("It closes on this day already."))
    if not closes_on < decides_on <= call.starts_on or (call.answers_on and call.answers_on < decides_on):
        raise NotReady(_("It closes first, then pairs are proposed, then cities answer, then they begin."))
    if has_ended(closes_on, database_now()):
        raise NotReady(_("This day is over."))
    was_closing_on, call.closes_on, call.decides_on = call.closes_on, closes_on, decides_on
    call.save(update_fields=["closes_on", "decides_on"])
    record("peer call moved", call, by=by)
    if closes_on != was_closing_on:
        # Who was reminded of another day may be reminded of this one.
        call.interests.unsent().update(reminded=0)
    _tell_of_new_days(call, for_all=closes_on != was_closing_on)
    return call


def _tell_of_new_days(call: PeerCall, *, for_all: bool) -> None:
    """Tell the people of each interest; `for_all`, also the leads of cities that may still answer."""
    moment = f"{database_now():%Y%m%d%H%M%S%f}"
    days = {"closes_on": str(call.closes_on), "decides_on": str(call.decides_on)}
    told: set[int] = set()
    for row in call.interests.select_related("city").order_by("pk"):
        people = people_of(row)
        told |= set(people.values_list("pk", flat=True))
        key = f"peer_call:{call.pk}:closes:{moment}:{row.pk}"
        mail_each("peer_call_moved", people, key=key, ids={"interest": row.pk, **days})
    if for_all:
        others = leads_to_tell(call).exclude(pk__in=told)
        mail_each(
            "peer_call_moved",
            others,
            key=f"peer_call:{call.pk}:closes:{moment}",
            ids={"call": call.pk, **days},
        )


@transaction.atomic
def drop_call(call: PeerCall, *, because: str, by: User) -> PeerCall:
    """End a call without pairs, and tell everybody whose city has begun. Raises NotNow where it is over."""
    call = PeerCall.objects.locked(call.pk)
    if call.is_over:
        raise NotNow(_("This call is over already."))
    call.dropped_at, call.dropped_because = database_now(), because.strip()
    call.save(update_fields=["dropped_at", "dropped_because"])
    record("peer call dropped", call, by=by)
    for row in call.interests.select_related("city").order_by("pk"):
        mail_each(
            "peer_call_dropped",
            people_of(row),
            key=f"peer_call:{call.pk}:dropped:{row.pk}",
            ids={"interest": row.pk},
        )
    return call
