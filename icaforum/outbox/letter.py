"""Put a mail into words, in its reader's language and time zone, and make an e-mail of them."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from email.utils import format_datetime, formataddr, parseaddr
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.template import Context
from django.template.backends.django import Template
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.encoding import iri_to_uri

from icaforum.forum.reading import the_forum
from icaforum.outbox.kinds import Content, kinds
from icaforum.outbox.links import sign
from icaforum.outbox.models import Message, OwnWords
from icaforum.outbox.own_words import words_in
from icaforum.outbox.plaintext import from_html
from icaforum.words.addresses import address_on_the_wire, with_name
from icaforum.words.languages import also_reading
from icaforum.words.text import one_line
from icaforum.words.times import clock_of

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
        """The words as columns of `Message`, which have the same names."""
        return asdict(self)

    @classmethod
    def kept(cls, message: Message) -> "Letter":
        """Return the words as they were frozen on the row at the first try."""
        return cls(**{name: getattr(message, name) for name in cls.__dataclass_fields__})


def written(message: Message) -> Letter | None:
    """Return the mail as its reader would get it now; None when it is no longer wanted.

    Raises KeyError for a kind that is gone, and whatever its function or its template raises.
    """
    kind = kinds()[message.kind]
    language = (message.person.language if message.person else "") or message.language
    zone = message.person.time_zone if message.person else ""
    reads = message.person.reads if message.person else ()
    # The sender's process serves readers of all languages, one after the other.
    with (
        translation.override(language or settings.LANGUAGE_CODE),
        timezone.override(clock_of(zone)),
        also_reading(reads),
    ):
        content = kind.write(message.ids)
        if content is None:
            return None
        # An address has no zone of its own; what the mail is about may have one.
        with timezone.override(clock_of(zone or content.zone)):
            return _in_words(content, message, why=str(kind.why) % {"forum": the_forum().name})


def _in_words(content: Content, message: Message, *, why: str) -> Letter:
    # The context processors of pages need a request, so mails get what they give from here.
    words = words_in(message.ids)
    context = {
        **content.context,
        "own_words": words,
        "reader": message.person,
        "why": why,
        "forum": the_forum().in_templates(),
        "base_url": settings.BASE_URL,
        "unsubscribe_url": unsubscribe_url(message),
    }
    template = cast(Template, get_template(f"{content.template}.html"))  # the only engine of our settings
    subject = _subject(template, context)
    html = template.render(context | {"subject": subject})
    return Letter(
        subject=subject[:LONGEST_SUBJECT],
        text=from_html(html),
        html=html,
        calendar=content.calendar.to_ical().decode() if content.calendar else "",
        reply_to=content.reply_to or _writer_of(words),
        sender_name=content.sender_name or "",
    )


def _writer_of(words: OwnWords | None) -> str:
    """Return the name and address of a colleague of the secretariat who wrote words into a mail.

    Not those of a member: the reader would learn an address that nobody gave them.
    """
    writer: Any = words.writer if words else None
    if writer is None or not (writer.is_active and writer.is_staff):
        return ""
    return with_name(writer.name, writer.email)


def _subject(template: Template, context: Mapping[str, Any]) -> str:
    """Return the subject: the block of that name, on one line.

    Rendered alone and without escaping, since no browser reads it: «Küche & Co» stays as it is.
    """
    alone = Context({**context, "only_subject": True}, autoescape=False)
    return header_line(template.template.render(alone))


def header_line(text: str) -> str:
    """Return a text as one line of a mail's head, whatever somebody called their city.

    `=?` would begin an encoded word, in which mail programs find what nobody sees here.
    """
    return one_line(_TURNING.sub(" ", text)).replace("=?", "= ?")


def unsubscribe_url(message: Message) -> str:
    """Return the address where the reader switches this kind of mail off; empty where that cannot be done."""
    kind = kinds().get(message.kind)
    if kind is None or not kind.optional or message.person_id is None:
        return ""
    return settings.BASE_URL + reverse(
        "unsubscribe", args=[sign("unsubscribe", message.pk or 0)]
    )  # 0: only shown


def as_email(message: Message, letter: Letter) -> EmailMultiAlternatives:
    """Return the e-mail: one reader, text and HTML, the calendar entry as mail programs expect it.

    Programs that know invitations read the `text/calendar` alternative; all others see an attached file.
    """
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        from_email=_sender(letter),
        to=[address_on_the_wire(message.address)],
        reply_to=[_answers_to(letter)],
        headers=_headers(message),
    )
    mail.attach_alternative(letter.html, "text/html")
    if letter.calendar:
        # Programs act on the method of the part's head, which must be the one inside.
        method = found[1] if (found := _METHOD.search(letter.calendar)) else "PUBLISH"
        mail.attach_alternative(letter.calendar, f"text/calendar; method={method}")
        name = "cancelled.ics" if method == "CANCEL" else "invitation.ics"
        mail.attach(name, letter.calendar.encode(), "application/ics")
    return mail


def _headers(message: Message) -> dict[str, str]:
    # Set here, because Django would make a new Message-ID and date at each try: the same mail must have the
    # same ones. «Auto-Submitted» (RFC 3834) and Exchange's own keep absence notices from answering.
    headers = {
        "Message-ID": message.message_id,
        "Date": format_datetime(message.dated),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if url := unsubscribe_url(message):
        # RFC 8058: mail programs show a button of their own, and post to the address without a cookie.
        headers |= {
            "List-Unsubscribe": f"<{iri_to_uri(url)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return headers


def _sender(letter: Letter) -> str:
    """Return our own address, in the Forum's name or in that of the person who writes through it.

    Never the person's address: servers that check SPF and DKIM would take the mail for forged.
    """
    _given, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    forum = header_line(the_forum().name)
    person = header_line(letter.sender_name)
    # No brackets: after an encoded name they read as a comment, and vanish in mail programs.
    return formataddr((f"{person} via {forum}" if person else forum, address_on_the_wire(address)))


def _answers_to(letter: Letter) -> str:
    """Return who reads the answer: the one the mail names, else the Forum's contact."""
    name, address = parseaddr(header_line(letter.reply_to))
    try:
        validate_email(address)
        return formataddr((name, address_on_the_wire(address)))
    except (ValidationError, UnicodeError):
        forum = the_forum()
        return formataddr((header_line(forum.contact), address_on_the_wire(forum.contact_email)))
