"""Calendar entries: what a calendar program is told of an event (RFC 5545 and 5546).

Each reader gets an entry of their own, with one attendee who has said yes already: whoever declines in the
calendar tells nobody, and the text says so. No entry ever holds the joining link.
"""

import unicodedata
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, vCalAddress
from icalendar import Event as Entry

from events.places.models import Registration
from events.programme.models import Event

PRODUCT = "-//ICA Forum//Events//EN"


def request(registration: Registration, now: datetime) -> Calendar:
    """The entry for somebody with a place, or its update."""
    entry = _entry(registration.event, _sequence(registration), now)
    entry.add("status", "CONFIRMED")
    _address(entry, registration)
    return _calendar("REQUEST", entry, registration.event)


def cancellation(registration: Registration, now: datetime) -> Calendar:
    """What takes the entry out of the calendar again."""
    entry = _entry(registration.event, _sequence(registration), now)
    entry.add("status", "CANCELLED")
    _address(entry, registration)
    return _calendar("CANCEL", entry, registration.event)


def to_keep(registration: Registration, now: datetime) -> Calendar:
    """The entry as a file to add by hand: the same one, so that both ways do not make two."""
    entry = _entry(registration.event, _sequence(registration), now)
    entry.add("status", "CONFIRMED")
    return _calendar("PUBLISH", entry, registration.event)


def _sequence(registration: Registration) -> int:
    """Rises with each change of the event, and with each of this person's answers."""
    return registration.event.sequence + registration.turn


def _entry(event: Event, sequence: int, now: datetime) -> Entry:
    page = settings.BASE_URL + event.get_absolute_url()
    entry = Entry()
    entry.add("uid", event.uid)
    entry.add("sequence", sequence)
    entry.add("dtstamp", now)
    entry.add("dtstart", event.starts_at.astimezone(event.zone))
    entry.add("dtend", event.ends_at.astimezone(event.zone))
    entry.add("summary", one_line(event.title))
    entry.add("location", page if event.kind == Event.Kind.WEBINAR else one_line(event.place) or page)
    entry.add("description", _description(event, page))
    entry.add("url", page)
    entry.add("class", "PRIVATE")
    entry.add("transp", "OPAQUE")
    return entry


def _description(event: Event, page: str) -> str:
    parts = [
        one_line(event.summary),
        _("The joining link opens on this page 30 minutes before the start: %(page)s") % {"page": page}
        if event.kind == Event.Kind.WEBINAR
        else _("All about it: %(page)s") % {"page": page},
        _("Declining in your calendar does not reach us. Please give your place up on that page."),
    ]
    return "\n\n".join(part for part in parts if part)


def _address(entry: Entry, registration: Registration) -> None:
    organizer = vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL}")
    organizer.params["CN"] = one_line(settings.FORUM_NAME)
    entry.add("organizer", organizer)
    attendee = vCalAddress(f"mailto:{registration.person.email}")
    attendee.params["CN"] = one_line(registration.person.get_full_name())
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = "ACCEPTED"
    attendee.params["RSVP"] = "FALSE"
    entry.add("attendee", attendee)


def _calendar(method: str, entry: Entry, event: Event) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(entry)
    # The zone's own rules around the event; a century of them would be most of the file.
    year = event.starts_at.year
    calendar.add_missing_timezones(first_date=date(year - 1, 1, 1), last_date=date(year + 2, 1, 1))
    return calendar


def one_line(text: str) -> str:
    """Text without control characters and line ends, which calendar programs read differently."""
    plain = "".join(" " if unicodedata.category(letter) in {"Cc", "Zl", "Zp"} else letter for letter in text)
    return " ".join(plain.split())
