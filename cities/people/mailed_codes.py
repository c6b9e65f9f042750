"""The six digits that a mail brings.

What is kept (in the session, in the outbox) is a seed: random, and stating when it was made. The code is
derived from it with the portal's secret key, so that a copy of the database holds no code that works.
"""

import secrets
import time
from datetime import UTC, datetime, timedelta

from django.utils.crypto import salted_hmac

DIGITS = 6


LIFE = timedelta(minutes=15)


def new_seed() -> str:
    return f"{int(time.time()):x}.{secrets.token_urlsafe(16)}"


def code_of(seed: str) -> str:
    number = int.from_bytes(salted_hmac("cities.codes", seed, algorithm="sha256").digest(), "big")
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def expires_at(seed: str) -> datetime:
    """When the code ends; a seed that is none of ours has long ended."""
    made = seed.partition(".")[0]
    try:
        return datetime.fromtimestamp(int(made, 16), tz=UTC) + LIFE
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, tz=UTC)


def has_ended(seed: str) -> bool:
    return expires_at(seed) <= datetime.now(tz=UTC)


def in_groups(code: str) -> str:
    """«482 913»: three digits at a time are read and typed without a slip."""
    return " ".join(code[i : i + 3] for i in range(0, len(code), 3))
