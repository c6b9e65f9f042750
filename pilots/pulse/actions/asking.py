"""What the clock does for the two questions and for silences: ask or tell, once more, then leave it to staff.

It may run as often as it likes, and late: what was asked stands in rows, under the lock of the pairing. A
paused pairing, one with a city that pauses and one that has ended are left alone; so is everything on the
days on which the secretariat is closed.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils.timezone import localdate
from django.utils.translation import gettext_noop

from cities.models import City
from icaforum.audit.models import Entry
from icaforum.audit.record import record
from icaforum.forum.reading import the_forum
from icaforum.outbox.planners import row_by_row
from icaforum.words.times import database_now
from pilots.pairings.locks import lock_pairing
from pilots.pairings.models import Pairing, PairingQuerySet
from pilots.pulse.emails import mail_both_leads, mail_contacts
from pilots.pulse.models import Pulse, Silence, alarming
from pilots.pulse.rules import EVERY, MOST_MAILS, REMIND_AFTER, STAFF_AFTER, is_closed, is_due


def go_round(*, now: datetime | None = None) -> int:
    """Ask what is due, go on with what nobody answered, and tell the leads of silent pairings.

    Returns for how many rows something was done.
    """
    now = now or database_now()
    forum = the_forum()
    if is_closed(forum.workdays.day_of(now), forum.workdays.closed):
        return 0
    asking = gettext_noop("ask the cities of pairings two questions")
    recent = Pulse.objects.filter(pairing=OuterRef("pk"), asked_at__gt=now - EVERY)
    due = _askable().filter(~Exists(recent), active_since__lte=now - EVERY)
    done = row_by_row(asking, list(due), lambda pairing: _ask(pairing, now))
    waiting = Pulse.objects.open().filter(staff_since=None, pairing__in=_askable().order_by().values("pk"))
    done += row_by_row(asking, list(waiting), lambda pulse: _go_on(pulse, now))
    telling = gettext_noop("tell the leads of quiet pairings")
    return done + row_by_row(telling, list(_alarming(now)), lambda pairing: _tell(pairing, now))


def _askable() -> PairingQuerySet:
    """Return the active pairings of cities that take part: their people may be asked something."""
    active = City.objects.taking_part().order_by().values("pk")
    return Pairing.objects.filter(state=Pairing.State.ACTIVE, pilot_city__in=active, peer_city__in=active)


def _alarming(now: datetime) -> PairingQuerySet:
    return alarming(now, localdate(now), days=the_forum().quiet_days)


# The two questions ------------------------------------------------------------------------------------------


@transaction.atomic
def _ask(pairing: Pairing, now: datetime) -> int:
    """Ask both cities, where 60 days are over under the lock as well; return how many were asked."""
    pairing = lock_pairing(pairing)
    if not _askable().filter(pk=pairing.pk).exists():
        return 0
    last = pairing.pulses.aggregate(asked=Max("asked_at"), number=Max("number"))
    resumed = Entry.objects.about(pairing).filter(verb="resumed").aggregate(at=Max("at"))["at"]
    if not is_due((pairing.active_since, last["asked"], resumed), now):
        return 0
    number = (last["number"] or 0) + 1
    for city in pairing.city_ids:
        pulse = Pulse.objects.create(pairing=pairing, city_id=city, number=number, asked_at=now)
        record("two questions asked", pulse, by=None, pairing=pairing.pk)
        _write(pulse, now)
    return len(pairing.city_ids)


@transaction.atomic
def _go_on(pulse: Pulse, now: datetime) -> int:
    """Remind a city that has not answered, or leave it to the secretariat; return whether it did."""
    pairing = lock_pairing(pulse.pairing)
    pulse = Pulse.objects.locked(pulse.pk)
    open_still = Pulse.objects.open().filter(pk=pulse.pk).exists()
    if not open_still or pulse.staff_since or not _askable().filter(pk=pairing.pk).exists():
        return 0
    if pulse.mails >= MOST_MAILS:
        is_over = pulse.mailed_at is None or pulse.mailed_at + STAFF_AFTER <= now
        return _leave_pulse(pulse, now) if is_over else 0
    if pulse.mailed_at and pulse.mailed_at + REMIND_AFTER > now:
        return 0
    record("two questions asked again", pulse, by=None, pairing=pairing.pk)
    _write(pulse, now)
    return 1


def _write(pulse: Pulse, now: datetime) -> None:
    """Mail the contacts of a city; where that is nobody, it is the secretariat's at once."""
    pulse.mails, pulse.mailed_at = pulse.mails + 1, now
    pulse.save(update_fields=["mails", "mailed_at"])
    if not mail_contacts(pulse):
        _leave_pulse(pulse, now)


def _leave_pulse(pulse: Pulse, now: datetime) -> int:
    pulse.staff_since = now
    pulse.save(update_fields=["staff_since"])
    record("two questions left to staff", pulse, by=None, pairing=pulse.pairing_id)
    return 1


# Silences ---------------------------------------------------------------------------------------------------


@transaction.atomic
def _tell(pairing: Pairing, now: datetime) -> int:
    """Tell the leads of both cities that it is quiet, once more, then the secretariat; return whether so."""
    lock_pairing(pairing)
    still = _alarming(now).filter(pk=pairing.pk).first()
    if still is None:
        return 0
    since = still.last_activity  # type: ignore[attr-defined]  # annotated
    silence, is_new = Silence.objects.get_or_create(pairing=pairing, since=since)
    if silence.settled_at or silence.staff_since:
        return 0
    if not is_new and silence.mailed_at and silence.mailed_at + REMIND_AFTER > now:
        return 0
    if silence.mails >= MOST_MAILS:
        return _leave_silence(silence, now)
    silence.mails, silence.mailed_at = silence.mails + 1, now
    silence.save(update_fields=["mails", "mailed_at"])
    record("silence told" if is_new else "silence told again", silence, by=None, pairing=pairing.pk)
    mail_both_leads(silence)
    return 1


def _leave_silence(silence: Silence, now: datetime) -> int:
    silence.staff_since = now
    silence.save(update_fields=["staff_since"])
    record("silence left to staff", silence, by=None, pairing=silence.pairing_id)
    return 1
