"""The digits that a mail brings: six, or fifteen where six might be guessed.

What is kept (in the session, in the outbox) is a seed: random, and stating when it was made. The code is
derived from it with the portal's secret key, so that a copy of the database holds no code that works.
"""

import secrets
from datetime import UTC, datetime, timedelta

from django.utils.crypto import salted_hmac

from icaforum.words.times import request_now

DIGITS = 6


# Of a long code: a million tries a second would take years.
LONG_DIGITS = 15


# Long enough for a slow mail server. Tries are few as well (cities/people/limits.py).
LIFE = timedelta(minutes=10)


# A long code is made anew so often, and so lives for five minutes at least when it is asked for.
LONG_SLOT = timedelta(minutes=5)


_LONG = "long"


# Where the session keeps the seed of a code that was not sent, since nobody has the address.
UNSENT_KEY = "unsent_code"


def new_seed() -> str:
    """Return a new seed: when it was made, and 128 random bits."""
    return f"{int(request_now().timestamp()):x}.{secrets.token_urlsafe(16)}"


def long_seed(kind: str, address: str) -> str:
    """Return the seed of the long code of an address: the same for all who ask in the same five minutes."""
    slot = int(request_now().timestamp() // LONG_SLOT.total_seconds() * LONG_SLOT.total_seconds())
    mark = salted_hmac("cities.long-codes", f"{kind}:{address}", algorithm="sha256").hexdigest()[:22]
    return f"{slot:x}.{mark}.{_LONG}"


def is_long(seed: str) -> bool:
    """Whether this is the seed of a long code, which nobody guesses."""
    return seed.endswith(f".{_LONG}")


def code_of(seed: str) -> str:
    """Return the code of a seed: its digits, always the same for one seed and one secret key."""
    # The salt keeps these apart from all else that is derived from the secret key. A new key ends all codes
    # that are under way, which lasts ten minutes at most.
    number = int.from_bytes(salted_hmac("cities.codes", seed, algorithm="sha256").digest(), "big")
    # 256 bits by a million: what remains is even to far below anything one could notice.
    digits = LONG_DIGITS if is_long(seed) else DIGITS
    return f"{number % 10**digits:0{digits}d}"


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
    return expires_at(seed) <= request_now()


def in_groups(code: str) -> str:
    """Return the code in groups of three digits, which are read and typed without a slip: «482 913»."""
    return " ".join(code[i : i + 3] for i in range(0, len(code), 3))
