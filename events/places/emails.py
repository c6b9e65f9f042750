"""Mails about a place: confirmed, promoted, waiting, given up, reminders."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar

from events.places import calendar
from events.places.models import Registration
from events.programme import rules
from icaforum.outbox.kinds import Content
from icaforum.words.times import database_now

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
    return content_of("place_waiting", registration, rank=rank(registration))


def place_given_up(ids: Ids) -> Content | None:
    """Your place has been given back; the entry leaves your calendar."""
    registration = _of_this_turn(ids)
    if registration is None or registration.answer in Registration.COMING:
        return None
    leaves = calendar.cancellation(registration, database_now()) if ids["had_place"] else None
    return content_of(
        "place_given_up",
        registration,
        calendar_entry=leaves,
        reason=ids["reason"],
        had_place=ids["had_place"],
    )


def reminder_day(ids: Ids) -> Content | None:
    """Tomorrow, or as soon as it really is."""
    return _reminder("reminder_day", ids)


def reminder_hour(ids: Ids) -> Content | None:
    """In an hour, or as soon as it really is."""
    return _reminder("reminder_hour", ids)


def rank(registration: Registration) -> int:
    """Which one somebody is on the waiting list."""
    before = registration.event.registrations.waiting()
    return list(before.values_list("pk", flat=True)).index(registration.pk) + 1


# How they are made ----------------------------------------------------------------------------------------


def _with_a_place(template: str, ids: Ids) -> Content | None:
    registration = _of_this_turn(ids)
    if registration is None or not registration.is_going or not registration.event.is_published:
        return None
    return content_of(template, registration, calendar_entry=calendar.request(registration, database_now()))


def _reminder(template: str, ids: Ids) -> Content | None:
    registration = registration_of(ids)
    if registration is None or not registration.is_going:
        return None
    event = registration.event
    if not event.is_published or event.schedule_version != ids["version"]:
        return None
    if not registration.person.has_perm("events.view_event", event):
        return None
    return content_of(template, registration, left=rules.time_left(event.starts_at - database_now()))


def registration_of(ids: Ids) -> Registration | None:
    rows = Registration.objects.select_related("event", "person", "city")
    return rows.filter(pk=ids["registration"]).first()


def _of_this_turn(ids: Ids) -> Registration | None:
    registration = registration_of(ids)
    return registration if registration and registration.turn == ids["turn"] else None


def content_of(
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
