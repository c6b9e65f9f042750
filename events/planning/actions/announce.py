"""Tell those who come about a change that their calendars must know, and find who they are."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from cities.models import User
from events.guests.emails import guests_to_tell, mails_of
from events.guests.models import Guest
from events.places.models import Registration
from events.programme.days import told_of
from events.programme.models import Event
from events.programme.notices import Notice
from icaforum.outbox.compose import NewMail, queue_mails

HOLD_TIME = timedelta(minutes=5)
"""How long a change waits before people are told: it can be taken back, and two quick ones send one mail."""


# By kind of change. A cancelled or postponed event is told at once: somebody may be on their way.
HOLD_OF_KIND: dict[str, timedelta] = {Notice.Kind.MOVED: HOLD_TIME, Notice.Kind.CHANGED: HOLD_TIME}


# The mail of each kind of change, and the answers of those whom it concerns. `emails.concerns` asks the same
# again when the mail is sent.
MAIL_OF_CHANGE = {
    Notice.Kind.MOVED: ("event_moved", Registration.COMING),
    Notice.Kind.CHANGED: ("event_changed", Registration.COMING),
    Notice.Kind.POSTPONED: ("event_postponed", Registration.COMING),
    Notice.Kind.CANCELLED: ("event_cancelled", (*Registration.COMING, Registration.Answer.RECORDING)),
    Notice.Kind.RESUMED: ("event_resumed", (*Registration.COMING, Registration.Answer.RECORDING)),
}


def whom_to_tell(event: Event, kind: str) -> list[Registration]:
    """Return the registrations of those whom a change of this kind (`Notice.Kind`) is mailed to."""
    _mail, answers = MAIL_OF_CHANGE[Notice.Kind(kind)]
    rows = event.registrations.filter(answer__in=answers, person__is_active=True)
    # Not only people in good standing: the others lose their place at the next settling, and
    # `emails.concerns` then keeps the mail back.
    return list(rows.select_related("person").order_by("pk"))


def who_came_since(event: Event, kind: str, since: str) -> tuple[list[Registration], list[Guest]] | None:
    """Return those who have answered since a moment (ISO 8601) and so know only what a held change brought.

    Guests are those who were invited since. They are told when it is taken back; nobody else has heard of it.
    Returns None where nobody is to be told.
    """
    moment = datetime.fromisoformat(since)
    rows = [row for row in whom_to_tell(event, kind) if row.answered_at >= moment]
    guests = guests_to_tell(event, since=since)
    return (rows, guests) if rows or guests else None


def tell(
    event: Event,
    kind: str,
    *,
    by: User,
    now: datetime,
    only: tuple[Iterable[Registration], Iterable[Guest]] | None = None,
    hold: timedelta | None = None,
    **facts: Any,
) -> Notice:
    """Write a change down as a notice and queue one mail to each person whom it concerns.

    The caller holds the event's lock and has saved the change. `only` are whom to tell instead of all, as
    `who_came_since` returns them, `hold` how long the mails wait instead of the usual, `facts` further fields
    of the notice. Returns the notice. A later change of its kind makes these mails void.
    """
    mail, _answers = MAIL_OF_CHANGE[Notice.Kind(kind)]
    notice = Notice.objects.create(
        event=event,
        kind=kind,
        version=event.schedule_version,
        made_at=now,
        told_at=now + (HOLD_OF_KIND.get(kind, timedelta()) if hold is None else hold),
        made_by=by,
        **facts,
    )
    rows, guests = only or (whom_to_tell(event, kind), guests_to_tell(event))
    told = [
        NewMail(
            mail,
            to=registration.person,
            key=f"notice:{notice.pk}:r{registration.pk}",
            ids={"registration": registration.pk, "notice": notice.pk},
            due_at=notice.told_at,
        )
        for registration in rows
    ]
    queue_mails([*told, *mails_of(guests, notice.pk, notice.told_at)])
    return notice


def tell_changed(event: Event, known: dict[str, Any], *, by: User, now: datetime) -> None:
    """Tell a new title, venue or programme; `known` is `told_of(event)` before this change.

    The caller holds the event's lock. While an earlier change is held, what people know is what stood before
    that one: one mail names the difference to it, and if there is none, only those who came since are told.
    """
    before = {"since": now.isoformat(), **known}
    held = event.notices.standing().filter(kind=Notice.Kind.CHANGED).first()
    if held and held.is_held(now):
        # A notice of an earlier release knows nothing of the programme.
        before = known | held.before
        held.undone_at = now
        held.save(update_fields=["undone_at"])
    if any(value != before[name] for name, value in told_of(event).items()):
        tell(event, Notice.Kind.CHANGED, by=by, now=now, before=before)
    elif newcomers := who_came_since(event, Notice.Kind.CHANGED, before["since"]):
        tell(event, Notice.Kind.CHANGED, by=by, now=now, only=newcomers, hold=timedelta())
