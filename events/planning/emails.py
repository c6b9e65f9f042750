"""Mails that tell people of a change: moved, changed, postponed, cancelled."""

from events.places import calendar
from events.places.emails import Ids, content_of, registration_of
from events.places.models import Registration
from events.programme.models import Event, Notice
from icaforum.outbox.kinds import Content
from icaforum.words.times import database_now


def event_moved(ids: Ids) -> Content | None:
    """New time; your place is kept."""
    return _told("event_moved", ids, Event.State.PUBLISHED)


def event_changed(ids: Ids) -> Content | None:
    """New title or place."""
    return _told("event_changed", ids, Event.State.PUBLISHED)


def event_postponed(ids: Ids) -> Content | None:
    """Not then, and no new date yet; your place is kept."""
    return _told("event_postponed", ids, Event.State.POSTPONED)


def event_cancelled(ids: Ids) -> Content | None:
    """It does not take place."""
    return _told("event_cancelled", ids, Event.State.CANCELLED)


def concerns(registration: Registration, notice: Notice) -> bool:
    """Whether somebody is told of that change: who only waits for the recording hears that there is none."""
    if registration.is_recording:
        return notice.kind == Notice.Kind.CANCELLED
    return registration.answer in Registration.COMING


def _told(template: str, ids: Ids, state: str) -> Content | None:
    """A change, told to those it still concerns, as long as no later one of its kind has replaced it."""
    registration = registration_of(ids)
    notice = Notice.objects.filter(pk=ids["notice"]).first()
    if registration is None or notice is None or registration.event.state != state:
        return None
    latest = registration.event.notices.standing().filter(kind=notice.kind).first()
    if notice != latest or not concerns(registration, notice):
        return None
    entry = None
    if registration.is_going:
        act = calendar.request if state == Event.State.PUBLISHED else calendar.cancellation
        entry = act(registration, database_now())
    return content_of(template, registration, calendar_entry=entry, notice=notice)
