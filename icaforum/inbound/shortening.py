"""What a provider posts, cut short while it comes: of a large mail its beginning, as from the mailbox.

Providers take mails of 15 to 35 MB, and post them within a form or within JSON. Neither is ever held as a
whole: each text is cut as it passes, and what is left is the same form or JSON with less in it.
"""

import re
from collections.abc import Iterable
from io import BytesIO

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest
from django.utils.http import parse_header_parameters

from icaforum.inbound.reading import MOST_BYTES

# The places of a mail as it came. They are few, and each is kept as far as a mail is read.
WHOLE_MAILS = frozenset({"body-mime", "email", "RawEmail", "email_rfc822"})
# Of a mail that was taken apart: of a file (no more than a calendar's entry or a report needs), of a text,
# and of all texts together. What is short is kept: addresses, numbers and names of fields.
OF_A_FILE, OF_A_TEXT, OF_ALL_TEXTS, SHORT = 50_000, 200_000, 1_000_000, 1000
# The lines in front of a part of a form.
OF_A_HEAD = 8000
# What may be left, and what may come at all.
MOST_LEFT, MOST_POSTED = 8_000_000, 100_000_000
READ_AT_ONCE = 1 << 16

# What is within quotation marks of JSON, as far as it is there; and whole signs of it.
_WITHIN = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_SIGNS = re.compile(rb'[^"\\]*+(?:\\(?:u[0-9A-Fa-f]{4}|[^u])[^"\\]*+)*+')
# A file in base64.
_CODED = re.compile(rb"[A-Za-z0-9+/=]*+(?:\\[/rn][A-Za-z0-9+/=]*+)*+")


class Shortened(WSGIRequest):
    """A request with less in it than came. Its bounds are those above, not the ones of a form of ours."""

    def __init__(self, request: HttpRequest, body: bytes) -> None:
        """Begin, as the same request with this body."""
        super().__init__(request.META | {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))})
        self._left = body

    @property
    def body(self) -> bytes:
        """Return all of it."""
        return self._left


def shortened(request: HttpRequest) -> HttpRequest:
    """Read a request and return it with long texts cut. Raises ValueError for what has no end."""
    kind, facts = parse_header_parameters(request.META.get("CONTENT_TYPE", ""))
    pieces = iter(lambda: request.read(READ_AT_ONCE), b"")
    left = _Left()
    if kind == "multipart/form-data":
        _shorten_parts(_counted(pieces), b"\r\n--" + facts["boundary"].encode(), left)
    elif kind == "application/x-www-form-urlencoded":
        _shorten_pairs(_counted(pieces), left)
    else:
        _shorten_json(_counted(pieces), left)
    return Shortened(request, bytes(left.bytes))


def _counted(pieces: Iterable[bytes]) -> Iterable[bytes]:
    came = 0
    for piece in pieces:
        came += len(piece)
        if came > MOST_POSTED:
            raise ValueError("it has no end")
        yield piece


class _Left:
    """What is left of what came."""

    def __init__(self) -> None:
        self.bytes, self.of_texts = bytearray(), 0

    def add(self, piece: bytes) -> None:
        """Keep a piece as it is; raises ValueError where too much is left."""
        self.bytes += piece
        if len(self.bytes) > MOST_LEFT:
            raise ValueError("too much of it is left")

    def room(self, name: str, length: int, *, is_file: bool = False) -> int:
        """Return how many bytes may be kept of a text of this name and length."""
        if name in WHOLE_MAILS:
            return MOST_BYTES
        if is_file or length <= SHORT:
            return OF_A_FILE
        room = min(length, OF_A_TEXT, OF_ALL_TEXTS - self.of_texts)
        self.of_texts += room
        return room


class _Text:
    """One text as it comes: its beginning, and how long it is."""

    def __init__(self) -> None:
        self.bytes, self.length = bytearray(), 0

    def add(self, piece: bytes) -> None:
        self.bytes += piece[: max(MOST_BYTES + OF_A_HEAD - len(self.bytes), 0)]
        self.length += len(piece)


def _shorten_parts(pieces: Iterable[bytes], border: bytes, left: _Left) -> None:
    """Shorten a form in parts. What stands between two borders is a part, with its head."""
    rest, part = b"\r\n", _Text()  # the first border stands at the very beginning
    for piece in pieces:
        *whole, rest = (rest + piece).split(border)
        for text in whole:
            part.add(text)
            left.add(_short_part(part, left) + border)
            part = _Text()
        # The end may be the beginning of a border.
        part.add(rest[: -len(border)])
        rest = rest[-len(border) :]
    part.add(rest)
    left.add(_short_part(part, left))
    del left.bytes[:2]


def _short_part(part: _Text, left: _Left) -> bytes:
    head, gap, text = bytes(part.bytes).partition(b"\r\n\r\n")
    if not gap:  # before the first border, after the last one
        return head[:OF_A_HEAD]
    if len(head) > OF_A_HEAD:
        raise ValueError("the head of a part is too long")
    name = re.search(rb'\bname="([^"]*)"', head)
    is_file = b"filename" in head
    length = part.length - len(head) - len(gap)
    named = "" if is_file or name is None else name[1].decode(errors="replace")
    return head + gap + text[: left.room(named, length, is_file=is_file)]


def _shorten_pairs(pieces: Iterable[bytes], left: _Left) -> None:
    """Shorten «name=text&name=text»."""
    rest = _Text()
    for piece in pieces:
        *whole, last = piece.split(b"&")
        for text in whole:
            rest.add(text)
            left.add(_short_pair(rest, left) + b"&")
            rest = _Text()
        rest.add(last)
    left.add(_short_pair(rest, left))


def _short_pair(pair: _Text, left: _Left) -> bytes:
    name, sign, text = bytes(pair.bytes).partition(b"=")
    if len(name) > OF_A_HEAD:
        raise ValueError("the name of a field is too long")
    room = left.room(name.decode(errors="replace"), pair.length - len(name) - 1)
    return name + sign + re.sub(rb"%[0-9A-Fa-f]?$", b"", text[:room])


def _shorten_json(pieces: Iterable[bytes], left: _Left) -> None:
    """Shorten the texts of JSON, whose name is the one in front of the colon."""
    rest, text, before = b"", None, b""
    name = last = ""
    for piece in pieces:
        data, at, rest = rest + piece, 0, b""
        while at < len(data):
            if text is None:
                found = data.find(b'"', at)
                between = data[at : found + 1] if found >= 0 else data[at:]
                left.add(between)
                before, at = (before + between)[-SHORT:], at + len(between)
                if found >= 0:
                    text, name, before = _Text(), last if b":" in before else "", b""
                continue
            end = _WITHIN.match(data, at).end()  # type: ignore[union-attr]  # it matches nothing as well
            text.add(data[at:end])
            at = end
            if data[at : at + 1] == b'"':
                short = _short_text(text, name, left)
                left.add(short + b'"')
                text, last, at = None, short[:SHORT].decode(errors="replace"), at + 1
            else:  # a stroke at the end belongs to what comes next
                rest = data[at:]
                break


def _short_text(text: _Text, name: str, left: _Left) -> bytes:
    """Return what is kept of a text of JSON: whole signs; and nothing of a file that does not fit."""
    is_file = name not in WHOLE_MAILS and text.length > SHORT and bool(_CODED.fullmatch(text.bytes))
    room = left.room(name, text.length, is_file=is_file)
    if room >= text.length:
        return bytes(text.bytes)
    if is_file:
        return b""
    whole = _SIGNS.match(text.bytes[:room])
    return whole[0].decode(errors="ignore").encode() if whole else b""
