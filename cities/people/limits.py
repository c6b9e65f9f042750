"""How often one may ask: a form that sends mails must not be used to flood a mailbox.

allauth's limiter counts, in the cache. What it cannot do, and this module adds, is in
docs/decisions/0005-dependencies.md.
"""

import redis
from django.http import HttpRequest

from cities.people.allauth_internals import count_try, network_of
from icaforum.words.addresses import clean_address


def within(request: HttpRequest, what: str, *, address: str, per_address: int, per_network: int) -> bool:
    """Count one more request for `what` and return whether it is within both limits of an hour.

    `per_address` is the limit of a mail address, however it is written; `per_network` that of the reader's
    network. Without a cache everybody is let through: a missing counter closes no door.
    """
    key = clean_address(address)
    try:
        counted = [  # both, also when the first is over its limit
            count_try(request, action=f"{what}:address", key=key, an_hour=per_address),
            count_try(request, action=f"{what}:network", key=network_of(request), an_hour=per_network),
        ]
    except redis.RedisError:
        # The cache is away. Signing in itself answers 503 then; these forms go on.
        return True
    return all(counted)
