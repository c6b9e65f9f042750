"""Mails about events. Each function says what a mail holds when it is sent, or None: no longer wanted."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar

from cities.access import Viewer, can_view
from events import calendar, rules
from events.models import Event, Notice, Registration
from events.models.event import clock
from icaforum.outbox.kinds import Content

Ids = Mapping[str, Any]


def place_confirmed(ids: Ids) -> Content | None:
    """You have a place; with the calendar entry."""
    return _with_a_place("place_confirmed", ids)


def place_promoted(ids: Ids) -> Content | None:
    """A place has become free, and it is yours."""
    return _with_a_place("place_promoted", ids)


def place_waiting(ids: Ids) -> Content | None:
    """It is full; you are on the waiting list."""
    registration = _of_this_turn(ids)
    if registration is None or not registration.is_waiting:
        return None
    return _content("place_waiting", registration, rank=rank(registration))


def place_given_up(ids: Ids) -> Content | None:
    """Your place has been given back; the entry leaves your calendar."""
    registration = _of_this_turn(ids)
    if registration is None or registration.answer in Registration.COMING:
        return None
    leaves = calendar.cancellation(registration, clock()) if ids["had_place"] else None
    return _content(
        "place_given_up",
        registration,
        calendar_entry=leaves,
        reason=ids["reason"],
        had_place=ids["had_place"],
    )


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


def reminder_day(ids: Ids) -> Content | None:
    """Tomorrow, or as soon as it really is."""
    return _reminder("reminder_day", ids)


def reminder_hour(ids: Ids) -> Content | None:
    """In an hour, or as soon as it really is."""
    return _reminder("reminder_hour", ids)


def concerns(registration: Registration, notice: Notice) -> bool:
    """Whether somebody is told of that change: who only waits for the recording hears that there is none."""
    if registration.is_recording:
        return notice.kind == Notice.Kind.CANCELLED
    return registration.answer in Registration.COMING


def rank(registration: Registration) -> int:
    """Which one somebody is on the waiting list."""
    before = registration.event.registrations.waiting()
    return list(before.values_list("pk", flat=True)).index(registration.pk) + 1


# How they are made ----------------------------------------------------------------------------------------


def _with_a_place(template: str, ids: Ids) -> Content | None:
    registration = _of_this_turn(ids)
    if registration is None or not registration.is_going or not registration.event.is_published:
        return None
    return _content(template, registration, calendar_entry=calendar.request(registration, clock()))


def _told(template: str, ids: Ids, state: str) -> Content | None:
    """A change, told to those it still concerns, as long as no later one of its kind has replaced it."""
    registration = _registration(ids)
    notice = Notice.objects.filter(pk=ids["notice"]).first()
    if registration is None or notice is None or registration.event.state != state:
        return None
    latest = registration.event.notices.standing().filter(kind=notice.kind).first()
    if notice != latest or not concerns(registration, notice):
        return None
    entry = None
    if registration.is_going:
        act = calendar.request if state == Event.State.PUBLISHED else calendar.cancellation
        entry = act(registration, clock())
    return _content(template, registration, calendar_entry=entry, notice=notice)


def _reminder(template: str, ids: Ids) -> Content | None:
    registration = _registration(ids)
    if registration is None or not registration.is_going:
        return None
    event = registration.event
    if not event.is_published or event.schedule_version != ids["version"]:
        return None
    if not can_view(Viewer.of(registration.person), event):
        return None
    return _content(template, registration, left=rules.time_left(event.starts_at - clock()))


def _registration(ids: Ids) -> Registration | None:
    rows = Registration.objects.select_related("event", "person", "city")
    return rows.filter(pk=ids["registration"]).first()


def _of_this_turn(ids: Ids) -> Registration | None:
    registration = _registration(ids)
    return registration if registration and registration.turn == ids["turn"] else None


def _content(
    template: str, registration: Registration, *, calendar_entry: Calendar | None = None, **more: Any
) -> Content:
    event = registration.event
    place_url = settings.BASE_URL + reverse("events:place", args=[event.slug])
    return Content(
        template=f"events/emails/{template}",
        context={
            "event": event,
            "registration": registration,
            "city": registration.city,
            "zone": registration.person.time_zone,
            "clock_city": registration.clock_city,
            "service": rules.service(event.join_url),
            "event_url": settings.BASE_URL + event.get_absolute_url(),
            "give_up_url": f"{place_url}?answer=give_up",
            "recording_url": f"{place_url}?answer=recording" if event.may_be_recorded else "",
        }
        | more,
        reply_to=settings.CONTACT_EMAIL,
        calendar=calendar_entry,
    )
