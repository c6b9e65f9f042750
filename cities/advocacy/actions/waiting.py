"""What the clock does for joint calls: names go on the web, who has not signed is reminded."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from cities.advocacy.models import JointCall, Signature, Undecided
from cities.advocacy.recipients import leads_to_ask, mail_each, people_on
from cities.advocacy.rules import REMIND_BEFORE
from cities.directory.models import City
from icaforum.audit.record import record
from icaforum.forum.models import Room
from icaforum.forum.reading import the_forum
from icaforum.outbox.planners import row_by_row
from icaforum.words.times import database_now


def go_round(*, now: datetime | None = None) -> int:
    """Look after the joint calls; return for how many rows was done something.

    Nothing while the room is closed.
    """
    if not the_forum().has_open(Room.JOINT_CALLS):
        return 0
    now = now or database_now()
    planner = gettext_noop("look after joint calls")
    # Of a city that has left nobody could say no any more in the days that it has for that.
    due = Signature.objects.standing().filter(
        agrees_public=True,
        went_public_at__isnull=True,
        public_from__lte=now,
        city__in=City.objects.members(),
    )
    done = row_by_row(planner, list(due), lambda row: _go_public(row, now))
    today = the_forum().workdays.day_of(now)
    later = Undecided.objects.filter(
        remind_on__lte=today,
        reminded_at__isnull=True,
        call__in=JointCall.objects.signable(now),
        city__in=City.objects.taking_part(),
    )
    done += row_by_row(planner, list(later), lambda row: _remind_later(row, now))
    closing = JointCall.objects.signable(now).filter(reminded_at__isnull=True)
    return done + row_by_row(planner, list(closing), lambda row: _remind_closing(row, now))


@transaction.atomic
def _go_public(row: Signature, now: datetime) -> int:
    row = Signature.objects.locked(row.pk)
    if row.withdrawn_at or row.went_public_at or not row.agrees_public:
        return 0
    row.went_public_at = now
    row.save(update_fields=["went_public_at"])
    record("signature went public", row, by=None)
    return 1


@transaction.atomic
def _remind_later(row: Undecided, now: datetime) -> int:
    call = JointCall.objects.locked(row.call_id)
    found = Undecided.objects.filter(pk=row.pk, reminded_at__isnull=True, remind_on=row.remind_on).first()
    if found is None or not call.takes_signatures(now):
        return 0
    found.reminded_at = now
    found.save(update_fields=["reminded_at"])
    record("reminded of a call", found, by=None)
    leads = people_on(leads_to_ask(call).filter(city=found.city_id))
    # Whoever wanted it; where they lead the city no more, those who do.
    person = leads.filter(pk=found.person_id)
    key = f"call:{call.pk}:later:{found.city_id}:{found.remind_on}"
    mail_each("call_reminder", person or leads, key=key, ids={"undecided": found.pk})
    return 1


@transaction.atomic
def _remind_closing(row: JointCall, now: datetime) -> int:
    days = the_forum().workdays
    call = JointCall.objects.locked(row.pk)
    if call.reminded_at or not call.takes_signatures(now):
        return 0
    if days.between(days.day_of(now), days.day_of(call.sign_by)) > REMIND_BEFORE:
        return 0
    call.reminded_at = now
    call.save(update_fields=["reminded_at"])
    record("reminded to sign", call, by=None)
    number = call.versions.latest("number").number
    key = f"call:{call.pk}:{number}:closes:{call.sign_by:%Y-%m-%d}"
    mail_each("call_closes", people_on(leads_to_ask(call)), key=key, ids={"call": call.pk, "number": number})
    return 1
