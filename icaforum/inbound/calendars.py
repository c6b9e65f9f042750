"""What a calendar program answers to an invitation, from the part of the mail that it wrote for programs."""

import re
from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar
from icalendar.parser import Contentlines

from icaforum.inbound.kinds import CalendarReply
from icaforum.inbound.reading import Mail, Unreadable
from icaforum.words.addresses import clean_address

# An answer holds one entry and the rules of a time zone.
LONGEST = 64_000
_METHOD = re.compile(r"^METHOD:\s*([A-Za-z]+)\s*$", re.MULTILINE | re.IGNORECASE)
_KINDS = {"text/calendar", "application/ics"}
# What is read. The library keeps each zone that an entry explains, for good and for whoever names it next.
_READ = {"BEGIN", "END", "UID", "ATTENDEE", "DTSTAMP", "SEQUENCE", "RECURRENCE-ID"}


def calendar_reply(mail: Mail, *, proven: bool) -> CalendarReply | None:
    """Return what a calendar answers; None for a mail in which none does. Raises Unreadable."""
    for part in mail.parts:
        if part.kind in _KINDS or part.name.endswith(".ics"):
            method = _METHOD.search(part.text[:LONGEST])
            if method and method[1].upper() == "REPLY":
                return _reply(part.text, mail, proven=proven)
    return None


def _reply(text: str, mail: Mail, *, proven: bool) -> CalendarReply:
    if len(text) > LONGEST:
        raise Unreadable("its calendar entry is too long")
    try:
        lines = [line for line in Contentlines.from_ical(text) if re.split("[:;]", line)[0].upper() in _READ]
        entries = Calendar.from_ical("\r\n".join(lines)).walk("VEVENT")
        entry = next((it for it in entries if "RECURRENCE-ID" not in it), entries[0])
        return _answer_in(entry, mail, proven=proven)
    except Exception as error:  # the library raises what it likes for what is no calendar
        raise Unreadable(f"its calendar entry: {type(error).__name__}") from error


def _answer_in(entry: Any, mail: Mail, *, proven: bool) -> CalendarReply:
    # An answer has one attendee, who gives it; a list of them is no answer.
    attendee = entry["ATTENDEE"]
    stamped = entry.get("DTSTAMP")
    moment = getattr(stamped, "dt", None)
    return CalendarReply(
        uid=str(entry["UID"]).strip()[:200],
        attendee=clean_address(re.sub(r"(?i)^mailto:\s*", "", str(attendee).strip())),
        answer=str(attendee.params.get("PARTSTAT", "")).upper(),
        sequence=int(entry.get("SEQUENCE", 0)),
        stamped=_in_utc(moment) if isinstance(moment, datetime) else None,
        one_day="RECURRENCE-ID" in entry,
        sender=mail.sender,
        proven=proven,
    )


def _in_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
