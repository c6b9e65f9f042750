"""Telling those who come about a change that their calendars must know."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from cities.models import User
from events.places.models import Registration
from events.programme.models import Event, Notice
from icaforum.outbox.compose import queue_mail

HOLD = timedelta(minutes=5)
"""How long a change waits before people are told: it can be taken back, and two quick ones send one mail."""


HELD = {Notice.Kind.MOVED: HOLD, Notice.Kind.CHANGED: HOLD}


TELLS = {
    Notice.Kind.MOVED: ("event_moved", Registration.COMING),
    Notice.Kind.CHANGED: ("event_changed", Registration.COMING),
    Notice.Kind.POSTPONED: ("event_postponed", Registration.COMING),
    Notice.Kind.CANCELLED: ("event_cancelled", (*Registration.COMING, Registration.Answer.RECORDING)),
}


def whom_to_tell(event: Event, kind: str) -> list[Registration]:
    """Those whom a change of that kind is mailed to."""
    _mail, answers = TELLS[Notice.Kind(kind)]
    rows = event.registrations.filter(answer__in=answers, person__is_active=True)
    return list(rows.select_related("person").order_by("pk"))


def who_came_since(event: Event, kind: str, since: str) -> list[Registration]:
    """Those who have known nothing but what a held change brought: they are told when it is taken back."""
    moment = datetime.fromisoformat(since)
    return [row for row in whom_to_tell(event, kind) if row.answered_at >= moment]


def tell(
    event: Event,
    kind: str,
    *,
    by: User,
    now: datetime,
    only: Iterable[Registration] | None = None,
    hold: timedelta | None = None,
    **facts: Any,
) -> Notice:
    """Write the change down and queue one mail to each; a later change of its kind makes these void."""
    mail, _answers = TELLS[Notice.Kind(kind)]
    notice = Notice.objects.create(
        event=event,
        kind=kind,
        version=event.schedule_version,
        made_at=now,
        told_at=now + (HELD.get(kind, timedelta()) if hold is None else hold),
        made_by=by,
        **facts,
    )
    for registration in whom_to_tell(event, kind) if only is None else only:
        queue_mail(
            mail,
            to=registration.person,
            key=f"notice:{notice.pk}:r{registration.pk}",
            ids={"registration": registration.pk, "notice": notice.pk},
            due_at=notice.told_at,
        )
    return notice
