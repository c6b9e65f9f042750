"""Publish a cancelled event again."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import User
from events.places.actions import settle
from events.planning.actions.announce import tell
from events.programme import refusals
from events.programme.locks import lock_event
from events.programme.models import Event
from events.programme.notices import Notice, state_before
from icaforum.audit.record import record
from icaforum.audit.verbs import name_verbs

name_verbs({"published again": gettext_lazy("published again after it was cancelled")})


@transaction.atomic
def publish_again(event: Event, *, why: str = "", by: User) -> Event:
    """Take a cancellation back: the event is what it was before, and whoever was told of the end is told so.

    Places, turns on the waiting list and wishes for the recording are as they were, and then settled: who may
    no longer come is out, and the longest waiting move up where there is room. Calendars get the entry anew.
    Raises NotCancelled, Started where its time has passed, Busy when the lock does not come.
    """
    event, now = lock_event(event)
    if not event.is_cancelled:
        raise refusals.NotCancelled(_("This event is not cancelled."))
    event.state = state_before(event)
    if event.is_published and event.has_started(now):
        raise refusals.Started(_("Its time has passed. Duplicate it, and give the copy a new one."))
    # The page of the event shows a notice that stands, and mails of the cancellation that wait become void.
    event.notices.standing().filter(kind=Notice.Kind.CANCELLED).update(undone_at=now)
    # A new version, so that reminders which the cancellation stopped are due again.
    event.schedule_version = (event.notices.aggregate(top=Max("version"))["top"] or 0) + 1
    event.sequence += 1
    event.save()
    record("published again", event, by=by)
    if not event.is_draft:
        tell(event, Notice.Kind.RESUMED, by=by, now=now, why=why)
    return settle(event, by=by)
