"""What came in by mail in the demo: a mail that came back, a calendar that declined, and a question."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models.functions import Now
from django.utils import timezone

from cities.models import User
from events.models import Registration
from icaforum.inbound.receiving import receive
from icaforum.outbox.models import Message

# As mail servers, calendars and people's programs write them.
_BOUNCE = """From: MAILER-DAEMON@mx.demo.example (Mail Delivery System)
To: forum@demo.example
Date: {date}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.demo.example

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}

--b--
"""
_DECLINE = """From: {name} <{address}>
To: forum@demo.example
Date: {date}
Subject: Declined: {title}
Content-Type: text/calendar; method=REPLY; charset=utf-8

BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//ICA Forum//Demo//EN
METHOD:REPLY
BEGIN:VEVENT
UID:{uid}
DTSTAMP:{stamp}
SEQUENCE:{sequence}
ATTENDEE;PARTSTAT=DECLINED:mailto:{address}
END:VEVENT
END:VCALENDAR
"""
_QUESTION = """From: Sample Colleague <colleague@hillford.example>
To: forum@demo.example
Date: {date}
Subject: Who is our contact now?
Content-Type: text/plain; charset=utf-8

Hello, our colleague has left the town hall. Whom do we tell?
"""


def load(unreached: User, declines: User) -> None:
    """Let a mail to one person come back, another decline a place in the calendar, and somebody ask."""
    now = timezone.now()
    facts = {"date": f"{now:%a, %d %b %Y %H:%M:%S} +0000"}
    mail = Message.objects.waiting().filter(person=unreached).earliest("pk")
    # Past `move`: no sender has had it.
    Message.objects.filter(pk=mail.pk).update(state=Message.State.SENT, accepted_at=Now())
    _take(_BOUNCE, facts | {"address": unreached.email, "message_id": mail.message_id})
    place = Registration.objects.of(declines).going().select_related("event").latest("event__starts_at")
    _take(_DECLINE, facts | _decline(place, now))
    _take(_QUESTION, facts)


def _take(words: str, facts: Mapping[str, object]) -> None:
    receive(words.format(**facts).encode())


def _decline(place: Registration, now: datetime) -> dict[str, object]:
    return {
        "name": place.person.name,
        "address": place.person.email,
        "title": place.event.title,
        "uid": place.uid,
        "sequence": place.event.sequence + place.turn,
        "stamp": f"{now:%Y%m%dT%H%M%SZ}",
    }
