"""Personal links in mails: signed, never stored.

A link holds a row's key, the version of its links, and its expiry. Raising the row's version ends all links
sent before; single use is a column of the row.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.core import signing


class BadLink(Exception):  # noqa: N818 -- what the reader has is a bad link
    """The token of a link was cut off, altered, made for another purpose, or never ours."""


@dataclass(frozen=True)
class Link:
    """What a link says: the key of a row, the version of its links, and until when it is good.

    Whether the version is still the row's is for the view to ask.
    """

    key: int
    version: int
    expires_at: datetime | None

    def has_expired(self, now: datetime) -> bool:
        """Return whether its time is over; one without an end never expires."""
        return self.expires_at is not None and self.expires_at <= now


def sign(purpose: str, key: int, *, version: int = 1, expires_at: datetime | None = None) -> str:
    """Return the token of a link, good for one purpose only («invitation», «status»)."""
    until = int(expires_at.timestamp()) if expires_at else 0
    return signing.Signer(salt=f"link:{purpose}").sign(f"{key:x}-{version:x}-{until:x}").replace(":", ".")


def read(purpose: str, token: str) -> Link:
    """Return the link behind a token; raises BadLink for everything that is not one of ours."""
    try:
        text = signing.Signer(salt=f"link:{purpose}").unsign(token.replace(".", ":"))
        key, version, until = (int(part, 16) for part in text.split("-"))
    except (signing.BadSignature, ValueError) as error:
        raise BadLink from error
    return Link(key, version, datetime.fromtimestamp(until, tz=UTC) if until else None)
