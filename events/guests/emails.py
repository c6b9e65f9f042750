"""The mails to guests of one event. Each function is named as its kind and its template."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from icalendar import Calendar

from events.guests.models import Guest
from events.places import calendar
from events.programme.days import programme_of, what_changed
from events.programme.models import Event
from events.programme.notices import Notice
from events.programme.rules import time_left
from icaforum.inbound.addresses import door_is_open
from icaforum.outbox.compose import NewMail
from icaforum.outbox.kinds import Content
from icaforum.outbox.models import Message
from icaforum.words.times import database_now

Ids = Mapping[str, Any]

# In which states of the event a change is still true.
TRUE_IN: Mapping[str, tuple[str, ...]] = {
    Notice.Kind.MOVED: (Event.State.PUBLISHED,),
    Notice.Kind.CHANGED: (Event.State.PUBLISHED,),
    Notice.Kind.POSTPONED: (Event.State.POSTPONED,),
    Notice.Kind.CANCELLED: (Event.State.CANCELLED,),
    Notice.Kind.RESUMED: (Event.State.PUBLISHED, Event.State.POSTPONED),
}


def guest_invited(ids: Ids) -> Content | None:
    """Invite somebody without an account to one event, with the link and the calendar entry."""
    guest = guest_of(ids)
    if guest is None or not guest.is_coming or guest.turn != ids["turn"]:
        return None
    if not guest.event.is_published or guest.event.has_ended(database_now()):
        return None
    return content_of("guest_invited", guest, entry=entry_of(guest))


def guest_told(ids: Ids) -> Content | None:
    """Tell a guest of a change: a new time, title or place, or that the event does not take place.

    A later change of its kind, or taking this one back, makes it void.
    """
    guest = guest_of(ids)
    notice = Notice.objects.filter(pk=ids["notice"]).first()
    if guest is None or notice is None or not guest.is_coming:
        return None
    if guest.event.state not in TRUE_IN[notice.kind]:
        return None
    latest = guest.event.notices.standing().filter(kind=notice.kind).first()
    return content_of("guest_told", guest, entry=entry_of(guest), notice=notice) if notice == latest else None


def guest_reminder(ids: Ids) -> Content | None:
    """Remind a guest of the event; void once it has another time, or the guest another address."""
    guest = guest_of(ids)
    if guest is None or not guest.is_coming:
        return None
    event, now = guest.event, database_now()
    if not event.is_published or event.schedule_version != ids["version"] or event.has_started(now):
        return None
    return content_of("guest_reminder", guest, left=time_left(event.starts_at - now))


def guest_declined(ids: Ids) -> Content | None:
    """Tell a guest that what they declined in their calendar has reached us; void once they come again."""
    guest = guest_of(ids)
    if guest is None or guest.answer != Guest.Answer.DECLINED or guest.turn != ids["turn"]:
        return None
    return content_of("guest_declined", guest, entry=entry_of(guest))


def guest_taken_back(ids: Ids) -> Content | None:
    """Tell a guest that they are not expected any more, with what takes the entry out of the calendar."""
    guest = guest_of(ids)
    if guest is None or guest.answer != Guest.Answer.TAKEN_BACK:
        return None
    return content_of("guest_taken_back", guest, entry=entry_of(guest))


def guests_to_tell(event: Event, *, since: str = "") -> list[Guest]:
    """Return the guests to tell of a change: all, or those invited by mail `since` a moment (ISO 8601).

    These know only what a held change brought.
    """
    guests = list(event.guests.coming())
    if not since:
        return guests
    invited = Message.objects.filter(kind="guest_invited", address__in=[guest.email for guest in guests])
    later = set(
        invited.filter(created_at__gte=datetime.fromisoformat(since)).values_list("ids__guest", flat=True)
    )
    return [guest for guest in guests if guest.pk in later]


def mails_of(guests: Iterable[Guest], notice: int, due_at: datetime) -> Iterable[NewMail]:
    """Return the mails that tell guests of a change; the caller queues them with the others."""
    for guest in guests:
        ids = {"guest": guest.pk, "notice": notice, "link": guest.link_version}
        key = f"notice:{notice}:g{guest.pk}"
        yield NewMail("guest_told", guest.email, key, ids, guest.language, due_at=due_at)


def entry_of(guest: Guest) -> Calendar:
    """Return the guest's calendar entry, or what takes it out: as the event and the invitation stand."""
    event = guest.event
    return calendar.for_guest(
        event,
        uid=guest.entry_uid,
        name=guest.name,
        email=guest.email,
        page=settings.BASE_URL + guest.get_absolute_url(),
        turn=guest.turn,
        comes=guest.is_coming and event.state == Event.State.PUBLISHED,
        now=database_now(),
    )


def guest_of(ids: Ids) -> Guest | None:
    """Return the guest of a mail; None for one that waits for an address that was corrected meanwhile.

    It would bring the new link to the old address. Also used by the mails of `events.planning`.
    """
    guest = Guest.objects.select_related("event", "invited_by").filter(pk=ids["guest"]).first()
    return guest if guest and ids.get("link", guest.link_version) == guest.link_version else None


def content_of(
    template: str, guest: Guest, *, entry: Calendar | None = None, notice: Notice | None = None, **more: Any
) -> Content:
    """Build a mail to a guest; `more` goes to the template beside what all of them need.

    Also used by the mails of `events.planning`.
    """
    event = guest.event
    context = {
        "guest": guest,
        "event": event,
        "notice": notice,
        "zone": event.time_zone,
        "programme": partial(programme_of, event, event.time_zone),
        **(what_changed(event, notice.before, event.time_zone) if notice else {}),
        "url": settings.BASE_URL + guest.get_absolute_url(),
        "decline_counts": door_is_open(),
        **more,
    }
    return Content(f"events/emails/{template}", context, zone=event.time_zone, calendar=entry)
