"""A mail in words: written for its reader, in the reader's language and time zone, and as an e-mail."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from email.utils import format_datetime, formataddr, parseaddr
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.template import Context
from django.template.backends.django import Template
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone, translation

from icaforum.outbox.kinds import Content, kinds
from icaforum.outbox.links import sign
from icaforum.outbox.models import Message
from icaforum.outbox.plaintext import from_html
from icaforum.words.text import one_line

LONGEST_SUBJECT = 200

# Marks that turn a line: a Hebrew title needs them, but the name of a sender could deceive by them.
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
_METHOD = re.compile(r"^METHOD:([A-Z]+)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Letter:
    """The words of a mail; for kinds that are not confidential, frozen on the row."""

    subject: str
    text: str
    html: str
    calendar: str = ""
    reply_to: str = ""
    sender_name: str = ""

    @property
    def columns(self) -> dict[str, str]:
        return asdict(self)

    @classmethod
    def kept(cls, message: Message) -> "Letter":
        """The words as they were frozen at the first try."""
        return cls(**{name: getattr(message, name) for name in cls.__dataclass_fields__})


def written(message: Message) -> Letter | None:
    """The mail as its reader would get it now; None when it is no longer wanted."""
    kind = kinds()[message.kind]
    language, zone = _voice(message)
    with translation.override(language), timezone.override(zone):
        content = kind.write(message.ids)
        if content is None:
            return None
        return _in_words(content, message, why=str(kind.why))


def _voice(message: Message) -> tuple[str, ZoneInfo]:
    """The language and the time zone of the reader."""
    language = (message.person.language if message.person else "") or message.language
    zone = message.person.time_zone if message.person else ""
    return language or settings.LANGUAGE_CODE, ZoneInfo(zone if zone in available_timezones() else "UTC")


def _in_words(content: Content, message: Message, *, why: str) -> Letter:
    context = {
        **content.context,
        "reader": message.person,
        "why": why,
        "forum": {
            "name": settings.FORUM_NAME,
            "contact_name": settings.CONTACT_NAME,
            "contact_email": settings.CONTACT_EMAIL,
            "demo": settings.DEMO,
        },
        "base_url": settings.BASE_URL,
        "unsubscribe_url": unsubscribe_url(message),
    }
    template = get_template(f"{content.template}.html")
    subject = _subject(template, context)
    html = template.render(context | {"subject": subject})
    return Letter(
        subject=subject[:LONGEST_SUBJECT],
        text=from_html(html),
        html=html,
        calendar=content.calendar.to_ical().decode() if content.calendar else "",
        reply_to=content.reply_to or "",
        sender_name=content.sender_name or "",
    )


def _subject(template: Template, context: Mapping[str, Any]) -> str:
    """The block of that name, on one line. No browser reads it: «Küche & Co» stays as it is."""
    alone = Context({**context, "only_subject": True}, autoescape=False)
    return header_line(template.template.render(alone))


def header_line(text: str) -> str:
    """Make of a text one line of a mail's head, whatever somebody called their city.

    `=?` would begin an encoded word, in which mail programs find what nobody sees here.
    """
    return one_line(_TURNING.sub(" ", text)).replace("=?", "= ?")


def unsubscribe_url(message: Message) -> str:
    """Where this reader switches this kind of mail off; empty for mails that belong to the matter itself."""
    kind = kinds().get(message.kind)
    if kind is None or not kind.optional or message.person is None:
        return ""
    return settings.BASE_URL + reverse("unsubscribe", args=[sign("unsubscribe", message.pk)])


def as_email(message: Message, letter: Letter) -> EmailMultiAlternatives:
    """The e-mail: one reader, text and HTML, the calendar entry as mail programs expect it.

    Programs that know invitations read the `text/calendar` alternative; all others see an attached file.
    """
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        from_email=_sender(letter),
        to=[message.address],
        reply_to=[_answers_to(letter)],
        headers=_headers(message),
    )
    mail.attach_alternative(letter.html, "text/html")
    if letter.calendar:
        method = found[1] if (found := _METHOD.search(letter.calendar)) else "PUBLISH"
        mail.attach_alternative(letter.calendar, f"text/calendar; method={method}")
        mail.attach("invitation.ics", letter.calendar.encode(), "application/ics")
    return mail


def _headers(message: Message) -> dict[str, str]:
    headers = {
        "Message-ID": message.message_id,
        "Date": format_datetime(message.dated),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if url := unsubscribe_url(message):
        headers |= {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return headers


def _sender(letter: Letter) -> str:
    """Our own address, in the Forum's name or in that of the person who writes through it."""
    given, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    forum = given or str(settings.FORUM_NAME)
    person = header_line(letter.sender_name)
    return formataddr((f"{person} via {forum}" if person else forum, address))


def _answers_to(letter: Letter) -> str:
    """A person who reads the answer: the one the mail names, else the Forum's contact."""
    name, address = parseaddr(header_line(letter.reply_to))
    try:
        validate_email(address)
    except ValidationError:
        name, address = str(settings.CONTACT_NAME), settings.CONTACT_EMAIL
    return formataddr((name, address))
