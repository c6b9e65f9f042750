"""How long a mail waits before its next try."""

from datetime import timedelta
from random import SystemRandom

# With these steps the tenth try comes about a day after the first (docs/decisions/0003).
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
    """Return how long a mail waits after its `attempts`-th try (from 1); the last step goes on for ever.

    A little different each time, so that mails that failed together do not come back together.
    """
    return STEPS[min(attempts, len(STEPS)) - 1] * _random.uniform(*SPREAD)
