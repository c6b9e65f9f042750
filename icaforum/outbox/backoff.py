"""How long a mail waits before its next try."""

from datetime import timedelta
from random import SystemRandom

MOST_ATTEMPTS = 10
STEPS = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=8),
    timedelta(minutes=32),
    timedelta(hours=2),
    timedelta(hours=6),
)
# A day of «try again later» kills no mail: the shortest nine waits together are 24 hours and 2 minutes.
SPREAD = (0.9, 1.08)

_random = SystemRandom()


def wait_after(attempts: int) -> timedelta:
    """The wait after so many tries, a little different for each mail so that they do not come in a crowd."""
    return STEPS[min(attempts, len(STEPS)) - 1] * _random.uniform(*SPREAD)
