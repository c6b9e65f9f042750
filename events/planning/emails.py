"""The mails that tell people of a change (moved, changed, postponed, cancelled), or in own words.

Each function is named as its kind and its template; None means that the mail is no longer wanted.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.conf import settings

from cities.models import User
from events.guests.emails import content_of as guest_content_of
from events.guests.emails import guest_of
from events.guests.models import Guest
from events.places import calendar
from events.places.emails import Ids, content_of, registration_of
from events.places.models import Registration
from events.planning.models import Circular
from events.planning.recipients import KIND_OF, keys_of
from events.programme.days import what_changed
from events.programme.models import Event
from events.programme.notices import Notice
from icaforum.outbox.compose import NewMail
from icaforum.outbox.kinds import Content
from icaforum.words.addresses import with_name
from icaforum.words.times import database_now


def event_moved(ids: Ids) -> Content | None:
    """Write that the event has a new time and that the place is kept; with the updated calendar entry."""
    return _told("event_moved", ids, Event.State.PUBLISHED)


def event_changed(ids: Ids) -> Content | None:
    """Write that the event has a new title, venue or programme; with the updated calendar entry."""
    told = _told("event_changed", ids, Event.State.PUBLISHED)
    if told is None:
        return None
    known = told.context
    return replace(
        told, context={**known, **what_changed(known["event"], known["notice"].before, known["zone"])}
    )


def event_postponed(ids: Ids) -> Content | None:
    """Write that the event has no date now and that the place is kept; the entry leaves the calendar."""
    return _told("event_postponed", ids, Event.State.POSTPONED)


def event_cancelled(ids: Ids) -> Content | None:
    """Write that the event does not take place; the entry leaves the calendar."""
    return _told("event_cancelled", ids, Event.State.CANCELLED)


def event_resumed(ids: Ids) -> Content | None:
    """Write that a cancelled event takes place after all; with the calendar entry, unless it has no date."""
    registration = registration_of(ids)
    state = registration.event.state if registration else ""
    alive = (Event.State.PUBLISHED, Event.State.POSTPONED)
    return _told("event_resumed", ids, state) if state in alive else None


def event_announced(ids: Ids) -> Content | None:
    """Tell somebody that there is an event; unwanted for who cannot see it, has answered, or pauses."""
    event = Event.objects.published().filter(pk=ids["event"]).first()
    person = User.objects.getting_news().filter(pk=ids["person"]).first()
    if event is None or person is None or event.has_started(database_now()):
        return None
    answered = event.registrations.filter(person=person).exists()
    if answered or not person.has_perm("events.view_event", event):
        return None
    context = {
        "event": event,
        "zone": event.clock_for(person.time_zone),
        "event_url": settings.BASE_URL + event.get_absolute_url(),
    }
    return Content("events/emails/event_announced", context)


def event_words(ids: Ids) -> Content | None:
    """Bring the secretariat's words to somebody who comes or waits; unwanted once they do not."""
    registration = registration_of(ids)
    if registration is None or registration.answer not in Registration.COMING:
        return None
    return _in_own_words("event_words", ids, registration)


def event_words_aside(ids: Ids) -> Content | None:
    """Bring the secretariat's words to somebody who wants the recording only, or gave up."""
    registration = registration_of(ids)
    if registration is None or registration.answer in Registration.COMING:
        return None
    return _in_own_words("event_words_aside", ids, registration)


def event_words_guest(ids: Ids) -> Content | None:
    """Bring the secretariat's words to a guest; unwanted once they are not expected any more."""
    guest = guest_of(ids)
    words = Circular.objects.filter(pk=ids["words"]).select_related("event", "written_by").first()
    if guest is None or words is None or not guest.is_coming:
        return None
    content = guest_content_of("event_words_guest", guest, **_words_in(words))
    return replace(content, reply_to=_answers_to(words))


def event_words_trial(ids: Ids) -> Content | None:
    """Show the secretariat's words to whoever wrote them, as people with a place get them."""
    words = Circular.objects.filter(pk=ids["words"]).select_related("event", "written_by").first()
    reader = User.objects.filter(pk=ids["person"]).first()
    if words is None or reader is None:
        return None
    context = _words_in(words) | {"zone": words.event.clock_for(reader.time_zone)}
    return Content("events/emails/event_words_trial", context, reply_to=_answers_to(words))


def mails_to_guests(words: Circular, guests: Iterable[Guest]) -> list[NewMail]:
    """Return the mails that bring these words to guests who do not have them yet."""
    guests = list(guests)
    keys = keys_of(words, guests)
    return [
        NewMail(
            "event_words_guest",
            to=guest.email,
            key=keys[guest.pk],
            ids={"guest": guest.pk, "words": words.pk, "link": guest.link_version},
            language=guest.language,
        )
        for guest in guests
        if guest.pk in keys
    ]


def mails_of(words: Circular, rows: Iterable[Registration]) -> list[NewMail]:
    """Return the mails that bring these words to people, given by their rows, who do not have them yet."""
    rows = list(rows)
    keys = keys_of(words, rows)
    return [
        NewMail(
            KIND_OF[row.answer],
            to=row.person,
            key=keys[row.pk],
            ids={"registration": row.pk, "words": words.pk},
        )
        for row in rows
        if row.pk in keys
    ]


def _in_own_words(template: str, ids: Ids, registration: Registration) -> Content | None:
    """Return the mail with the words of `ids`; None for who may no longer see the event."""
    words = Circular.objects.filter(pk=ids["words"]).select_related("event", "written_by").first()
    if words is None or not registration.person.has_perm("events.view_event", registration.event):
        return None
    return replace(content_of(template, registration, **_words_in(words)), reply_to=_answers_to(words))


def _answers_to(words: Circular) -> str | None:
    """Return who reads the answers: whoever wrote; nobody of their own once that account is closed."""
    writer = words.written_by
    return with_name(writer.name, writer.email) if writer and writer.is_active else None


def _words_in(words: Circular) -> dict[str, Any]:
    """Return what the templates of such a mail read."""
    return {
        "words": words,
        "event": words.event,
        "writer": words.written_by if _answers_to(words) else None,
        "event_url": settings.BASE_URL + words.event.get_absolute_url(),
    }


def concerns(registration: Registration, notice: Notice) -> bool:
    """Return whether somebody is told of a change.

    Who only wants the recording is told of a cancellation alone, since then there will be none, and of its
    end.
    """
    if registration.is_recording:
        return notice.kind in (Notice.Kind.CANCELLED, Notice.Kind.RESUMED)
    return registration.answer in Registration.COMING


def _told(template: str, ids: Ids, state: str) -> Content | None:
    """Return the mail of a change for somebody whom it still concerns; else None.

    `state` is that of the event in which the mail is true. A later notice of its kind, or taking this one
    back, makes it void.
    """
    registration = registration_of(ids)
    notice = Notice.objects.filter(pk=ids["notice"]).first()
    if registration is None or notice is None or registration.event.state != state:
        return None
    latest = registration.event.notices.standing().filter(kind=notice.kind).first()
    if notice != latest or not concerns(registration, notice):
        return None
    entry = None
    # Only who has a place has an entry in the calendar: the others are told, and nothing more.
    gone_already = notice.kind == Notice.Kind.RESUMED and state == Event.State.POSTPONED
    if registration.is_going and not gone_already:
        act = calendar.confirmation if state == Event.State.PUBLISHED else calendar.cancellation
        entry = act(registration, database_now())
    return content_of(template, registration, calendar_entry=entry, notice=notice)
