"""From the bytes of a mail to what it says, within bounds, whatever somebody put into it.

The parser of the standard library takes nearly everything; what it cannot take, or what is made to keep it
busy (thousands of parts, parts within parts), is `Unreadable`.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import policy
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.policy import Policy
from email.utils import getaddresses
from itertools import count

from icaforum.inbound.quotes import words_of_html
from icaforum.words.addresses import clean_address

# More is not read: words stand in front of the attachments, and what is cut off are these.
MOST_BYTES = 2 * 1024 * 1024
MOST_BYTES_OF_HEAD = 128 * 1024
# Parts within parts; parts in all, each block of a report among them; and lines, each of which the parser
# holds against every boundary.
MOST_BOUNDARIES, MOST_PARTS, MOST_LINES_TO_COMPARE = 40, 1000, 4_000_000
# Signs: of one header, of the words of all parts together, of what says how one part and all are made.
LONGEST_HEADER, LONGEST_TEXT = 8_000, 200_000
LONGEST_STRUCTURE, LONGEST_STRUCTURES = 2_000, 50_000
MOST_ADDRESSES, LONGEST_ADDRESS = 50, 320

# Each level of parts needs one of these in the head of a part.
_NESTING = re.compile(rb"\bboundary\s*\*?|^content-type:\s*message/", re.IGNORECASE | re.MULTILINE)
# What the parser takes apart itself, in a time that grows with the square of its length.
_STRUCTURE = re.compile(
    rb"^content-(?:type|disposition)[ \t]*:(?:[^\n]|\n[ \t])*", re.IGNORECASE | re.MULTILINE
)
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
RECIPIENTS = ("X-Original-To", "Delivered-To", "Envelope-To", "X-Envelope-To", "To", "Cc")


# It takes a time that grows with the square of the text, and no mail program writes in it.
_SLOW_CHARSETS = {"punycode"}
_WORDS = {"text/plain", "text/html", "text/calendar"}
_SIGNATURES = {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}


class Unreadable(Exception):  # noqa: N818 -- it is what a mail is, no fault of ours
    """A mail that cannot be taken apart."""


@dataclass(frozen=True)
class Part:
    """One part without parts of its own: its type, its text (empty for what is no text), its file name."""

    kind: str
    text: str
    name: str = ""
    is_attached: bool = False


@dataclass(frozen=True)
class Mail:
    """A mail as it was read. `sender` is empty where From is not exactly one address."""

    head: Message
    sender: str
    subject: str
    recipients: tuple[str, ...]
    text: str = ""
    parts: tuple[Part, ...] = field(default=(), repr=False)

    def header(self, name: str) -> str:
        """Return the first header of that name as one line of text; empty where there is none."""
        return _decoded(self.head.get(name, ""))

    def headers(self, name: str) -> list[str]:
        """Return all headers of that name, from the top."""
        return [_decoded(value) for value in self.head.get_all(name, [])]

    @property
    def attachments(self) -> int:
        """How many parts are files, and neither words nor a picture among them nor a signature."""
        return sum(
            part.kind not in _SIGNATURES
            and (part.is_attached or not (part.kind in _WORDS or part.kind.startswith("image/")))
            for part in self.parts
        )


def read_mail(raw: bytes) -> Mail:
    """Return what a mail says. Raises Unreadable."""
    raw = with_plain_ends(raw[:MOST_BYTES])
    if len(_head_of(raw)) > MOST_BYTES_OF_HEAD:
        raise Unreadable("its head is too long")
    structures = _STRUCTURE.findall(raw)
    made = b"\n".join(structures)
    if max(map(len, structures), default=0) > LONGEST_STRUCTURE or len(made) > LONGEST_STRUCTURES:
        raise Unreadable("it has a part without end")
    boundaries = len(_NESTING.findall(made))  # and not in the words: cities write about a boundary
    if boundaries > MOST_BOUNDARIES or boundaries * raw.count(b"\n") > MOST_LINES_TO_COMPARE:
        raise Unreadable("it has too many parts")
    try:
        return _read(raw)
    except Unreadable:
        raise
    except Exception as error:  # the parser raises what it likes for what is made to break it
        raise Unreadable(type(error).__name__) from error


def read_head(raw: bytes) -> Mail:
    """Return the head of a mail whose body cannot be read; all is empty where that cannot be either."""
    try:
        return _mail(
            BytesParser(policy=policy.compat32).parsebytes(
                _head_of(with_plain_ends(raw))[:MOST_BYTES_OF_HEAD] + b"\n\n", headersonly=True
            ),
            (),
        )
    except Exception:  # noqa: BLE001 -- as above: what is left is a mail of which nothing is known
        return Mail(Message(), "", "", ())


def with_plain_ends(raw: bytes) -> bytes:
    """Return a mail with one kind of line end: the parser takes each kind for one, and so must our bounds."""
    return re.sub(rb"\r\n?", b"\n", raw)


def _head_of(raw: bytes) -> bytes:
    return raw.partition(b"\n\n")[0]


def storable(text: str) -> str:
    """Return a text as the database can keep it and pages can show it: without signs that no text has."""
    return _UNSTORABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def addresses_in(headers: list[str]) -> list[str]:
    """Return the addresses in headers, cleaned, at most as many as anybody needs."""
    found = getaddresses([header[:LONGEST_HEADER] for header in headers])
    # Longer ones are cut and not left out, since of two senders none may become the only one.
    return [
        clean_address(address[:LONGEST_ADDRESS])
        for _name, address in found[:MOST_ADDRESSES]
        if "@" in address
    ]


def _read(raw: bytes) -> Mail:
    message = BytesParser(_counted(), policy=policy.compat32).parsebytes(raw)
    return _mail(message, tuple(_parts_of(message)))


def _counted() -> Callable[..., Message]:
    """Return what makes the parts of one mail, up to as many as a mail may have."""
    numbers = count()

    def made(policy: Policy = policy.compat32) -> Message:
        if next(numbers) > MOST_PARTS:
            raise Unreadable("it has too many parts")
        return Message(policy)

    return made


def _mail(message: Message, parts: tuple[Part, ...]) -> Mail:
    # As they came: what is decoded first may hold an address that is none.
    senders = addresses_in([str(value) for value in message.get_all("From", [])])
    recipients = [str(value) for name in RECIPIENTS for value in message.get_all(name, [])]
    return Mail(
        head=message,
        sender=senders[0][:254] if len(senders) == 1 else "",
        subject=_decoded(message.get("Subject", ""))[:200],
        recipients=tuple(addresses_in(recipients)),
        text=_words_of(parts),
        parts=parts,
    )


def _words_of(parts: tuple[Part, ...]) -> str:
    """Return what a mail says, from its plain part, or else from its HTML."""
    shown = [part for part in parts if not part.is_attached]
    plain = "\n\n".join(part.text.strip() for part in shown if part.kind == "text/plain").strip()
    if plain:
        return plain
    return "\n\n".join(words_of_html(part.text) for part in shown if part.kind == "text/html").strip()


def _parts_of(message: Message) -> Iterator[Part]:
    """Yield the parts that have none of their own; a mail within a mail is one, by its head."""
    left, letters = [message], LONGEST_TEXT
    while left:
        part = left.pop(0)
        kind = part.get_content_type()
        if kind.startswith("message/") and part.is_multipart():
            blocks = [block for block in part.get_payload() if isinstance(block, Message)]
            text = _heads_in_lines(blocks, letters)[:letters]
            yield Part(kind, text, is_attached=kind == "message/rfc822")
        elif part.is_multipart():
            left[:0] = [inner for inner in part.get_payload() if isinstance(inner, Message)]
            continue
        else:
            text = _text_of(part)[:letters] if kind.startswith("text/") or _is_calendar(part) else ""
            yield Part(kind, text, _name_of(part), is_attached=_is_attached(part))
        letters -= len(text)


def _heads_in_lines(messages: list[Message], letters: int) -> str:
    """Return the heads of these, an empty line after each; of so many letters as they came, not more."""
    lines: list[str] = []
    for message in messages:
        for name, value in message.items():
            given = str(value)[:LONGEST_HEADER]
            letters -= len(name) + len(given)
            if letters < 0:
                return storable("\n".join(lines))
            lines.append(f"{name}: {_decoded(given)}")
        lines.append("")
    return storable("\n".join(lines))


def _is_attached(part: Message) -> bool:
    # A picture within the words, such as the sign of a city, has a number by which they show it.
    if part.get_content_maintype() == "image" and "Content-ID" in part:
        return False
    return part.get_content_disposition() == "attachment" or bool(_name_of(part))


def _is_calendar(part: Message) -> bool:
    return part.get_content_type() in {"application/ics", "text/calendar"} or _name_of(part).endswith(".ics")


def _name_of(part: Message) -> str:
    return _decoded(part.get_filename("") or "")[:200].lower()


def _text_of(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    charset = part.get_content_charset("utf-8") or "utf-8"
    try:
        is_slow = codecs.lookup(charset).name in _SLOW_CHARSETS
        text = content.decode("latin-1" if is_slow else charset, "replace")
    except (LookupError, ValueError):  # a charset that nobody knows
        text = content.decode("latin-1")
    return storable(text)


def _decoded(value: object) -> str:
    """Return a header as text on one line, at most as long as anybody needs."""
    given = str(value)[:LONGEST_HEADER]
    try:
        text = str(make_header(decode_header(given)))
    except Exception:  # noqa: BLE001 -- of broken encoded words, in many ways: shown as they came
        text = given
    return " ".join(storable(text).split())
