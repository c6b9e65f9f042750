"""Calendar entries: what a calendar program is told of an event (RFC 5545 and 5546).

Each reader gets an entry of their own, with one attendee who has said yes already. Where mails come in
(`icaforum.inbound`), whoever declines in the calendar gives the place up; else that tells nobody, and the
text says so. No entry ever holds the joining link.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, vCalAddress, vText
from icalendar import Event as Entry

from events.places.models import Registration
from events.places.vtimezone import vtimezone
from events.programme.days import programme_in_lines
from events.programme.models import Event
from icaforum.forum.reading import the_forum
from icaforum.inbound.addresses import door_is_open
from icaforum.words.addresses import address_on_the_wire
from icaforum.words.text import one_line

PRODUCT = "-//ICA Forum//Events//EN"


def confirmation(registration: Registration, now: datetime) -> Calendar:
    """Return the entry for somebody with a place, or its update: METHOD REQUEST."""
    entry = _entry(registration.event, _sequence(registration), now, uid=registration.uid)
    entry.add("status", "CONFIRMED")
    _add_people(entry, registration)
    return _calendar("REQUEST", entry, registration.event)


def cancellation(registration: Registration, now: datetime) -> Calendar:
    """Return what takes the entry out of the calendar again: METHOD CANCEL."""
    entry = _entry(registration.event, _sequence(registration), now, uid=registration.uid)
    # Outlook and Apple ignore a CANCEL without this status, or without a higher SEQUENCE.
    entry.add("status", "CANCELLED")
    entry["description"] = vText(_gone_words(registration.event))
    _add_people(entry, registration)
    return _calendar("CANCEL", entry, registration.event)


def for_guest(
    event: Event, *, uid: str, name: str, email: str, page: str, turn: int, comes: bool, now: datetime
) -> Calendar:
    """Return the entry for a guest, whose page is their personal link; not `comes` takes it out again."""
    entry = _entry(event, event.sequence + turn, now, uid=uid, page=page)
    entry.add("status", "CONFIRMED" if comes else "CANCELLED")
    if comes:
        parts = [one_line(event.summary), page, _programme(event)]
        entry["description"] = vText("\n\n".join(filter(None, parts)))
    else:
        entry["description"] = vText(_("You are not expected at this event, or it does not take place."))
    _add_attendee(entry, name, email, answers=comes and door_is_open())
    return _calendar("REQUEST" if comes else "CANCEL", entry, event)


def to_download(registration: Registration, now: datetime) -> Calendar:
    """Return the entry as a file to add by hand: METHOD PUBLISH.

    It has the same UID as the mailed one, so that using both ways makes one entry.
    """
    entry = _entry(registration.event, _sequence(registration), now, uid=registration.uid)
    entry.add("status", "CONFIRMED")
    # Without an attendee, whom RFC 5546 forbids in a PUBLISH.
    return _calendar("PUBLISH", entry, registration.event)


def feed(name: str, rows: Iterable[tuple[Event, Registration | None]], now: datetime) -> Calendar:
    """Return events as a calendar that programs read by themselves, each with the reader's own answer.

    An event at which the reader has no place takes up no time. An entry has the UID of the mailed one.
    """
    calendar = _empty("PUBLISH")
    calendar.add("name", one_line(name))
    calendar.add("x-wr-calname", one_line(name))
    calendar.add("refresh-interval", timedelta(hours=4), parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT4H")
    zones: dict[str, int] = {}
    entries = []
    for event, registration in rows:
        entry = _entry_of(event, registration, now)
        _say_state(entry, event, registration)
        if "TZID" in entry["dtstart"].params:
            zones[event.time_zone] = min(event.starts_at.year, zones.get(event.time_zone, 9999))
        entries.append(entry)
    for component in [*(vtimezone(zone, year) for zone, year in zones.items()), *entries]:
        calendar.add_component(component)
    return calendar


def _entry_of(event: Event, registration: Registration | None, now: datetime) -> Entry:
    if registration is None:
        return _entry(event, event.sequence, now)
    return _entry(event, _sequence(registration), now, uid=registration.uid)


def _say_state(entry: Entry, event: Event, registration: Registration | None) -> None:
    """Add to the entry of a feed whether the event takes place and whether the reader is in it."""
    answer = registration.answer if registration else None
    if event.state == Event.State.CANCELLED:
        entry.add("status", "CANCELLED")
        entry["description"] = vText(_gone_words(event))
    elif answer == Registration.Answer.GOING:
        entry.add("status", "CONFIRMED")
        return
    else:
        entry.add("status", "TENTATIVE")
        page = settings.BASE_URL + event.get_absolute_url()
        entry["description"] = vText(_description(event, page, has_place=False))
    entry["transp"] = vText("TRANSPARENT")


def answers_present(registration: Registration, sequence: int) -> bool:
    """Return whether an answer to the entry with this SEQUENCE is one to the entry as it stands now."""
    return sequence >= _sequence(registration)


def _sequence(registration: Registration) -> int:
    """Return the SEQUENCE: it rises with each change of the event and with each of this person's answers."""
    # Somebody whose entry was cancelled and who takes a place again needs a higher number than the CANCEL
    # had, though the event has not changed.
    return registration.event.sequence + registration.turn


def _entry(event: Event, sequence: int, now: datetime, *, uid: str = "", page: str = "") -> Entry:
    """Build what the kinds of entry share; `uid` and `page` are those of its reader alone, if any."""
    page = page or settings.BASE_URL + event.get_absolute_url()
    entry = Entry()
    entry.add("uid", uid or event.uid)
    entry.add("sequence", sequence)
    entry.add("dtstamp", now)
    # With the zone and not in UTC: the wall clock is what was agreed.
    begin, end = event.starts_at.astimezone(event.zone), _first_end(event)
    if begin.fold or end.fold:
        # An hour that comes twice, for which a program takes the first.
        begin, end = begin.astimezone(UTC), end.astimezone(UTC)
    entry.add("dtstart", begin)
    entry.add("dtend", end)
    if (days := _days(event)) > 1:
        entry.add("rrule", {"FREQ": "DAILY", "COUNT": days})
    entry.add("summary", one_line(event.title))
    # A webinar is located at its page, where the link appears in time: many programs offer to open it.
    entry.add("location", page if event.kind == Event.Kind.WEBINAR else one_line(event.place) or page)
    entry.add("description", _description(event, page))
    entry.add("url", page)
    # Others who share the calendar see that the time is taken, and not by what.
    entry.add("class", "PRIVATE")
    entry.add("transp", "OPAQUE")
    return entry


def _days(event: Event) -> int:
    """Return how many days in a row it has an entry: one, but for what lasts for days with nights between."""
    begin, end = event.starts_at.astimezone(event.zone), event.ends_at.astimezone(event.zone)
    # What ends at an earlier hour than it began goes on through the night, and is one long entry.
    if event.ends_at - event.starts_at < timedelta(hours=24) or end.time() <= begin.time():
        return 1
    return (end.date() - begin.date()).days + 1


def _first_end(event: Event) -> datetime:
    """Return the end of the first, or only, entry."""
    end = event.ends_at.astimezone(event.zone)
    if _days(event) == 1:
        return end
    first_day = event.starts_at.astimezone(event.zone).date()
    # By the wall clock, not by hours: the clocks may change between the first day and the last.
    return datetime.combine(first_day, end.time(), event.zone)


def _description(event: Event, page: str, *, has_place: bool = True) -> str:
    """Return the text of the entry, as paragraphs."""
    if not has_place:
        words = _("You have no place at it yet. All about it: %(page)s")
        return "\n\n".join(filter(None, [one_line(event.summary), words % {"page": page}]))
    parts = [
        one_line(event.summary),
        _("The joining link opens on this page 30 minutes before the start: %(page)s") % {"page": page}
        if event.kind == Event.Kind.WEBINAR
        else _("All about it: %(page)s") % {"page": page},
        ""
        if door_is_open()
        else _("Declining in your calendar does not reach us. Please give your place up on that page."),
        _programme(event),
    ]
    return "\n\n".join(part for part in parts if part)


def _programme(event: Event) -> str:
    """Return the programme on the event's own clock; empty where it has none."""
    lines = programme_in_lines(event, event.time_zone)
    return "\n".join([_("Programme"), *lines]) if lines else ""


def _gone_words(event: Event) -> str:
    """Return why an entry leaves the calendar."""
    page = settings.BASE_URL + event.get_absolute_url()
    happened = {
        Event.State.CANCELLED: _("This event does not take place."),
        Event.State.POSTPONED: _("This event has no date for now. Your place is kept."),
    }.get(Event.State(event.state), _("You have no place at this event any more."))
    return f"{happened}\n\n" + _("All about it: %(page)s") % {"page": page}


def _add_people(entry: Entry, registration: Registration) -> None:
    """Add our mailbox as the organizer, and the reader as the one attendee."""
    person = registration.person
    _add_attendee(entry, person.get_full_name(), person.email, answers=door_is_open())


def _add_attendee(entry: Entry, name: str, email: str, *, answers: bool = False) -> None:
    _name, mailbox = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = vCalAddress(f"mailto:{address_on_the_wire(mailbox)}")
    organizer.params["CN"] = one_line(the_forum().name)
    entry.add("organizer", organizer)
    attendee = vCalAddress(f"mailto:{address_on_the_wire(email)}")
    attendee.params["CN"] = one_line(name)
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    # Accepted by taking the place. RSVP=FALSE: no answer is asked for where nothing reads the mailbox.
    attendee.params["PARTSTAT"] = "ACCEPTED"
    attendee.params["RSVP"] = "TRUE" if answers else "FALSE"
    entry.add("attendee", attendee)


def _calendar(method: str, entry: Entry, event: Event) -> Calendar:
    """Put an entry into a calendar with the rules of its time zone, as the whole of a file or mail part."""
    calendar = _empty(method)
    # Before the entry that names it. UTC is written without a zone.
    if "TZID" in entry["dtstart"].params:
        calendar.add_component(vtimezone(event.time_zone, event.starts_at.year))
    calendar.add_component(entry)
    return calendar


def _empty(method: str) -> Calendar:
    """Return a calendar without entries yet."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar
