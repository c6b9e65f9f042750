"""What is signed, and when a signature goes on the web. Pure: no rows, no clock."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icaforum.forum.calendars import worked_days
from icaforum.forum.workdays import Span

PUBLIC_AFTER = 2
"""So many working days of the city lie between its signature and its name on the web."""

REMIND_BEFORE = 3
"""So many working days before the list closes the leads of cities that have not answered are reminded."""

SIGNED = ("language", "title", "addressee", "text")
"""What is signed: a change of one of these is another text."""


def fingerprint(*, language: str, title: str, addressee: str, text: str) -> str:
    """Return the SHA-256 of exactly what is signed, as 64 hexadecimal digits."""
    # Lengths before each part, so that no two texts flow into each other.
    parts = (language, title, addressee, text)
    said = "".join(f"{len(part)}:{part}\n" for part in parts)
    return hashlib.sha256(said.encode()).hexdigest()


def fingerprint_of(call: Any) -> str:
    """Return the fingerprint of the text of a call, or of a version of one, as it stands."""
    return fingerprint(**{name: getattr(call, name) for name in SIGNED})


def public_from(
    signed_at: datetime, *, country: str, zone: ZoneInfo, closed: Iterable[Span] = ()
) -> datetime:
    """Return the moment from which a name may stand on the web: two working days after it was signed.

    `country` and `zone` are the city's: its contacts need the days to say no. On days of `closed` the
    secretariat is away, and nobody would hear them.
    """
    local = signed_at.astimezone(zone)
    closed = tuple(closed)
    day: date = local.date()
    while worked_days(country, local.date(), day, closed=closed) < PUBLIC_AFTER:
        day += timedelta(days=1)
        if (day - local.date()).days > LONGEST:
            break
    return signed_at + timedelta(days=(day - local.date()).days)


LONGEST = 120
"""Days after which no calendar is waited for any more, such as one that works on no day."""
