"""The six digits that a mail brings.

What is kept (in the session, in the outbox) is a seed: random, and stating when it was made. The code is
derived from it with the portal's secret key, so that a copy of the database holds no code that works.
"""

import secrets
import time
from datetime import UTC, datetime, timedelta

from django.utils.crypto import salted_hmac

DIGITS = 6


# Long enough for a slow mail server. Tries are few as well: allauth bounds them.
LIFE = timedelta(minutes=15)


def new_seed() -> str:
    """Return a new seed: when it was made, and 128 random bits."""
    return f"{int(time.time()):x}.{secrets.token_urlsafe(16)}"


def code_of(seed: str) -> str:
    """Return the code of a seed: six digits, always the same for one seed and one secret key."""
    # The salt keeps these apart from all else that is derived from the secret key. A new key ends all codes
    # that are under way, which lasts a quarter of an hour at most.
    number = int.from_bytes(salted_hmac("cities.codes", seed, algorithm="sha256").digest(), "big")
    # 256 bits by a million: what remains is even to far below anything one could notice.
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def expires_at(seed: str) -> datetime:
    """Return when the code ends; for a text that is no seed, a moment long ago."""
    made = seed.partition(".")[0]
    try:
        return datetime.fromtimestamp(int(made, 16), tz=UTC) + LIFE
    except (ValueError, OverflowError, OSError):
        # The session or the outbox held something else; it is refused as a code that is too old.
        return datetime.fromtimestamp(0, tz=UTC)


def has_ended(seed: str) -> bool:
    """Whether the code of this seed is too old to be used."""
    return expires_at(seed) <= datetime.now(tz=UTC)


def in_groups(code: str) -> str:
    """Return the code in groups of three digits, which are read and typed without a slip: «482 913»."""
    return " ".join(code[i : i + 3] for i in range(0, len(code), 3))
