"""The mails about a place: confirmed, promoted, waiting, given up, reminders.

Each function is named as its kind in `icaforum/mails.py` and as its template. It is called when the mail is
sent, with the `ids` that were given when it was queued; None means that the mail is no longer wanted.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar

from events.places import calendar
from events.places.models import Registration
from events.programme import rules
from events.programme.days import programme_of
from icaforum.inbound.addresses import door_is_open
from icaforum.outbox.kinds import Content
from icaforum.words.times import database_now

# Keys of rows and plain facts, as JSON: never texts, which would be old by the time of sending.
Ids = Mapping[str, Any]


def place_confirmed(ids: Ids) -> Content | None:
    """Write that somebody has the place they asked for; with the calendar entry."""
    return _place_mail("place_confirmed", ids)


def place_promoted(ids: Ids) -> Content | None:
    """Write that a place has become free and is theirs; with the calendar entry."""
    return _place_mail("place_promoted", ids)


def place_waiting(ids: Ids) -> Content | None:
    """Write that the event is full and which one they are on the waiting list."""
    registration = _current_registration(ids)
    if registration is None or not registration.is_waiting:
        return None
    return content_of("place_waiting", registration, rank=rank_of(registration))


def place_given_up(ids: Ids) -> Content | None:
    """Write that a place, or a turn on the waiting list, has ended, and why (`reason`).

    With what takes the entry out of the calendar, for those who had a place.
    """
    registration = _current_registration(ids)
    # Whoever has asked again since keeps the entry, by a mail of a later turn.
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
    """Remind of an event about a day before; the text says how long it really is."""
    return _reminder("reminder_day", ids)


def reminder_hour(ids: Ids) -> Content | None:
    """Remind of an event about an hour before; the text says how long it really is."""
    return _reminder("reminder_hour", ids)


def rank_of(registration: Registration) -> int:
    """Return which one a waiting registration is on the waiting list of its event."""
    # In Python: for one mail, reading the keys of a list of some tens is simpler than `with_rank`.
    before = registration.event.registrations.waiting()
    return list(before.values_list("pk", flat=True)).index(registration.pk) + 1


# How they are made ----------------------------------------------------------------------------------------


def _place_mail(template: str, ids: Ids) -> Content | None:
    """Return the mail about a place that is still theirs, at an event that still takes place; else None."""
    registration = _current_registration(ids)
    if registration is None or not registration.is_going or not registration.event.is_published:
        return None
    return content_of(
        template, registration, calendar_entry=calendar.confirmation(registration, database_now())
    )


def _reminder(template: str, ids: Ids) -> Content | None:
    """Return a reminder, if the time has not moved since and the person still comes and may see the event."""
    registration = registration_of(ids)
    if registration is None or not registration.is_going:
        return None
    event = registration.event
    # A reminder for an earlier time is void, though it was queued before the move.
    if not event.is_published or event.schedule_version != ids["version"]:
        return None
    # The clock settles places each minute; somebody who lost their right in the last one gets nothing. A
    # mail has no reader of a page, so the person is asked, by `cities.sharing.backends`.
    if not registration.person.has_perm("events.view_event", event):
        return None
    return content_of(template, registration, left=rules.time_left(event.starts_at - database_now()))


def registration_of(ids: Ids) -> Registration | None:
    """Return the registration named in `ids`, with its event, person and city; None if it is gone."""
    rows = Registration.objects.select_related("event", "person", "city")
    return rows.filter(pk=ids["registration"]).first()


def _current_registration(ids: Ids) -> Registration | None:
    """Return the registration if its answer has not changed since the mail was queued; else None."""
    registration = registration_of(ids)
    return registration if registration and registration.turn == ids["turn"] else None


def content_of(
    template: str, registration: Registration, *, calendar_entry: Calendar | None = None, **more: Any
) -> Content:
    """Build a mail about a registration; `more` goes to the template beside what all of them need.

    Also used by the mails of `events.planning`.
    """
    event = registration.event
    place_url = settings.BASE_URL + reverse("events:place", args=[event.slug])
    return Content(
        template=f"events/emails/{template}",
        context={
            "event": event,
            "registration": registration,
            "city": registration.city,
            "zone": (zone := event.clock_for(registration.person.time_zone)),
            # Asked where the template comes to it.
            "programme": partial(programme_of, event, zone),
            "clock_city": registration.clock_city,
            "service": rules.meeting_service(event.join_url),
            "event_url": settings.BASE_URL + event.get_absolute_url(),
            # Links of mails ask once more on our page before anything is done: programs open links to check
            # them.
            "give_up_url": f"{place_url}?answer=give_up",
            "decline_counts": door_is_open(),
            "recording_url": f"{place_url}?answer=recording" if event.may_be_recorded else "",
        }
        | more,
        calendar=calendar_entry,
    )
