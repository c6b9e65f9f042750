"""How often one may ask, counted in the cache: a form that mails must not become somebody's megaphone."""

import hashlib
import ipaddress

import redis
from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

HOUR = 3600


def within(request: HttpRequest, what: str, *, address: str, per_address: int, per_place: int) -> bool:
    """Whether one more is allowed this hour, for a mail address and for the reader's place on the net.

    Asking counts. Without a cache everybody is let through: a missing counter closes no door.
    """
    limits = {f"address:{address.strip().casefold()}": per_address, f"place:{_place(request)}": per_place}
    try:
        return all([_count(what, key) <= limit for key, limit in limits.items()])  # noqa: C419 -- count both
    except redis.RedisError:
        return True


def _count(what: str, key: str) -> int:
    name = f"limit:{what}:{hashlib.sha256(key.encode()).hexdigest()}"
    cache.add(name, 0, timeout=HOUR)
    try:
        return cache.incr(name)
    except ValueError:  # it ran out between the two calls
        return 1


def _place(request: HttpRequest) -> str:
    """The reader's IP address; of IPv6 the network, since each household has a whole one."""
    address = get_adapter().get_client_ip(request)
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return str(address)
    return str(ipaddress.ip_network(f"{ip}/64", strict=False)) if ip.version == 6 else str(ip)
